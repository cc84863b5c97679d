using Streaming.Server.Core.Messages;

namespace Streaming.Tests.Fanout;

/// <summary>An encoder that throws for the message <c>poison</c>, and writes all others as another one does.</summary>
internal sealed class PoisonFormat(WireFormat inner) : WireFormat
{
    public const string Text = "poison";

    protected internal override byte[] Encode(Message message) =>
        message.Text == Text ? throw new FormatException("It cannot be encoded.") : inner.Encode(message);
}
