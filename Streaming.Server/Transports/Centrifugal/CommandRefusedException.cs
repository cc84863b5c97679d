using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>A command is refused with a code of the protocol; the connection goes on.</summary>
internal sealed class CommandRefusedException(uint code, string sentence) : Exception(sentence)
{
    public Error ToError() => new() { Code = code, Message = Message };
}
