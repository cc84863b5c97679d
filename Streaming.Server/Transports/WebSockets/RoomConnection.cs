using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Publishing;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>
/// Publishes the messages that one member of a room sends on its WebSocket. This class only receives. Another part of the server, the
/// fan-out, sends the room's messages on the same WebSocket.
/// </summary>
internal sealed class RoomConnection(Subscriber subscriber, OpenedStream stream, RoomPublisher publisher) : IWebSocketMessageHandler
{
    private TopicName Topic => subscriber.Reader.Topic.Name;

    // This property is read again for each message, because a refresh of the client's token changes the caller's permissions.
    private Caller Caller => stream.Lease!.Caller;

    public async ValueTask<bool> HandleAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        try
        {
            await publisher.PublishAsync(Caller, Topic, stream.Member!.Name, text, cancellationToken);
            return true;
        }
        catch (RefusalException e)
        {
            Record(e);
            return subscriber.TryControl(((RoomWireFormat)subscriber.Protocol.Frames).Error(RoomName.OfTopic(Topic)!, e.Message));
        }
    }

    public void RefusedTooLarge(int limit) =>
        Record(RefusalException.TooLarge(Publisher.SizeLimit, $"A message has at most {limit} bytes."));

    public void RefusedIdle(RefusalException refusal) => Record(refusal);

    private void Record(RefusalException refusal) => publisher.Record(Caller, RoomName.OfTopic(Topic), refusal);
}
