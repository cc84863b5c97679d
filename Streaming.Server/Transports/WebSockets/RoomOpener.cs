using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>Opens the stream of a room's member before its WebSocket is accepted, so that a refusal is an HTTP response.</summary>
internal sealed class RoomOpener(StreamOpener streams, RoomLimiter limiter)
{
    /// <summary>Opens the stream. The member is in the list of members when it returns, and receives its own join message.</summary>
    /// <exception cref="RefusalException">The room or the server is full, or the log does not answer. The lease is released.</exception>
    public Task<OpenedStream> OpenAsync(
        RoomName room, string name, StartAt start, SlowPolicy slow, StreamLease lease, CancellationToken cancellationToken) =>
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
