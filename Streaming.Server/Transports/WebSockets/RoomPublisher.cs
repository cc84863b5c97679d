using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Publishing;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>Publishes the messages of room members, and records refused messages.</summary>
internal sealed class RoomPublisher(Publisher publisher, RefusalRecorder refusals)
{
    /// <summary>Returns the maximum size of a message that a member may send to the given topic, in bytes.</summary>
    public int MaxMessageBytes(TopicName topic) => publisher.MaxMessageBytes(topic);

    /// <summary>Publishes the text of a WebSocket frame from a member as one message to the room.</summary>
    /// <exception cref="RefusalException">
    /// The member is not allowed to publish the message, the message is not valid, or the store failed.
    /// </exception>
    public async ValueTask PublishAsync(
        Caller caller, TopicName topic, string name, ReadOnlyMemory<byte> text, CancellationToken cancellationToken) =>
        await publisher.PublishAsync(
            caller, topic, [NewMessage.Text(text.Span, type: null, name)], idempotencyKey: null, cancellationToken);

    /// <summary>
    /// Counts a refused message in the metrics and adds it to the audit trail, with the path of the URL to which the member connected.
    /// </summary>
    public void Record(Caller caller, string? room, RefusalException refusal) => refusals.Record(caller, $"/ws/{room}", refusal);
}
