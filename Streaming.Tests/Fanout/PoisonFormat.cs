using Streaming.Server.Core.Messages;

namespace Streaming.Tests.Fanout;

/// <summary>A wire format that throws for the message <c>poison</c>, and encodes all other messages with another wire format.</summary>
internal sealed class PoisonFormat(WireFormat inner) : WireFormat
{
    public const string Text = "poison";

    protected internal override byte[] Encode(Message message) =>
        message.Text == Text ? throw new FormatException("It cannot be encoded.") : inner.Encode(message);
}
