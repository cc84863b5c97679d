using Streaming.Server.Access;
using Streaming.Server.Delivery;
using Streaming.Server.Messages;
using Streaming.Server.Publishing;

namespace Streaming.Server.Rooms;

/// <summary>What comes in on one member's WebSocket is published. What the room says is written by the delivery.</summary>
internal sealed class RoomConnection(Reader reader, RoomSession session, Publisher publisher, Refusals refusals) : IMessageTaker
{
    public async ValueTask<bool> TakeAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
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
            return reader.TryControl(((RoomFormat)reader.Format.Frames).Error(session.Room, e.Message));
        }
    }

    public void RefusedTooLarge(int limit) => Note(RefusalException.TooLarge(Publisher.SizeLimit, $"A message has at most {limit} bytes."));

    public void RefusedIdle(RefusalException refusal) => Note(refusal);

    private void Note(RefusalException refusal) => refusals.Note(session.Caller, $"/ws/{session.Room}", refusal);
}
