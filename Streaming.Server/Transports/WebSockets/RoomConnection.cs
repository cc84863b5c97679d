using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Publishing;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>What comes in on one member's WebSocket is published. What the room says is written by the delivery.</summary>
internal sealed class RoomConnection(Subscriber reader, RoomStream session, Publisher publisher, RefusalRecorder refusals) : IWebSocketMessageHandler
{
    public async ValueTask<bool> HandleAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        try
        {
            var message = NewMessage.Text(text.Span, type: null, session.Member.Name);
            await publisher.PublishAsync(session.Caller, session.Room.Topic, [message], idempotencyKey: null, cancellationToken);
            return true;
        }
        catch (RefusalException e)
        {
            Note(e);
            return reader.TryControl(((RoomWireFormat)reader.Format.Frames).Error(session.Room, e.Message));
        }
    }

    public void RefusedTooLarge(int limit) => Note(RefusalException.TooLarge(Publisher.SizeLimit, $"A message has at most {limit} bytes."));

    public void RefusedIdle(RefusalException refusal) => Note(refusal);

    private void Note(RefusalException refusal) => refusals.Record(session.Caller, $"/ws/{session.Room}", refusal);
}
