using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>
/// Opens the stream of a new member of a room before the member's WebSocket is accepted, so that the client receives a refusal as an HTTP
/// response.
/// </summary>
internal sealed class RoomOpener(StreamOpener streams, RoomLimiter limiter)
{
    /// <summary>
    /// Subscribes a client to a room and makes it a member. When the method returns, the list of members contains the client. The client
    /// also receives the message about its own join.
    /// </summary>
    /// <exception cref="RefusalException">
    /// The room or the server is full, or the log cannot be read. The client's stream lease (the right to keep one stream open) is
    /// released.
    /// </exception>
    public Task<OpenedStream> OpenAsync(
        RoomName room, string name, SubscriptionStart start, SlowPolicy slow, StreamLease lease, CancellationToken cancellationToken) =>
        streams.OpenAsync(
            new StreamRequest(lease.Caller, [(room.Topic, start)])
            {
                Slow = slow,
                Lease = lease,
                TakeSlot = () => limiter.Acquire(room),
                Member = (name, MemberRegistry.NewConnection()),
            },
            cancellationToken);
}
