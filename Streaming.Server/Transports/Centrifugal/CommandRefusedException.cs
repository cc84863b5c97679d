using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Thrown to refuse a command of a Centrifugal client with an error code of the protocol. The connection stays open.</summary>
internal sealed class CommandRefusedException(uint code, string sentence) : Exception(sentence)
{
    public Error ToError() => new() { Code = code, Message = Message };
}
