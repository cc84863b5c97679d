using Streaming.Server.Delivery;
using Streaming.Server.Messages;
using Streaming.Server.Publishing;

namespace Streaming.Server.Rooms;

/// <summary>What comes in on one member's WebSocket is published. What the room says is written by the delivery.</summary>
internal sealed class RoomConnection(Reader reader, RoomSession session, Publisher publisher) : IMessageTaker
{
    public async ValueTask<bool> TakeAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        try
        {
            var message = NewMessage.Text(text.Span, type: null, session.Member.Name);
            await publisher.PublishAsync(session.Caller, session.Room.Topic, [message], idempotencyKey: null, preceding: 0, cancellationToken);
            return true;
        }
        catch (RefusalException e)
        {
            return reader.TryControl(((RoomFormat)reader.Format.Frames).Error(session.Room, e.Message));
        }
    }
}
