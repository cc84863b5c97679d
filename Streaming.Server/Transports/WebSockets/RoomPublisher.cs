using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Publishing;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>Publishes the frames of members, and records their refusals.</summary>
internal sealed class RoomPublisher(Publisher publisher, RefusalRecorder refusals)
{
    /// <summary>The largest frame, in bytes.</summary>
    public int MaxMessageBytes(TopicName topic) => publisher.MaxMessageBytes(topic);

    /// <summary>Publishes one text frame.</summary>
    /// <exception cref="RefusalException">The message is refused.</exception>
    public async ValueTask PublishAsync(
        Caller caller, TopicName topic, string name, ReadOnlyMemory<byte> text, CancellationToken cancellationToken) =>
        await publisher.PublishAsync(
            caller, topic, [NewMessage.Text(text.Span, type: null, name)], idempotencyKey: null, cancellationToken);

    /// <summary>Records a refusal under the address that the member connected to.</summary>
    public void Record(Caller caller, string? room, RefusalException refusal) => refusals.Record(caller, $"/ws/{room}", refusal);
}
