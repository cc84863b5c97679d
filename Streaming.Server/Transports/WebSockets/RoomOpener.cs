using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>
/// Opens the stream of a new member of a room, before the WebSocket is accepted. So a refusal is an HTTP response with a sentence that the
/// client can read.
/// </summary>
internal sealed class RoomOpener(StreamOpener streams, RoomLimiter limiter)
{
    /// <summary>
    /// Subscribes a client to a room and adds it to the room's members. The client also receives the message about its own join.
    /// </summary>
    /// <exception cref="RefusalException">The room has the maximum number of members, the server has the maximum number of connections, or
    /// the log cannot be read. In this case the client's stream lease (the right to keep one stream open) is released.</exception>
    public Task<OpenedStream> OpenAsync(
        RoomName room, string name, SubscriptionStart start, SlowPolicy slow, StreamLease lease, ConnectionOrigin origin,
        CancellationToken cancellationToken) =>
        streams.OpenAsync(
            new StreamRequest(lease.Caller, [(room.Topic, start)])
            {
                Slow = slow,
                Lease = lease,
                Origin = origin,
                TakeSlot = limiter.Acquire,
                Member = (name, MemberRegistry.NewConnection()),
            },
            cancellationToken);
}
