using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>
/// Limits the number of members in each room, and the number of connections to all rooms. Before a connection is accepted, its client must
/// acquire a slot (the right to join one room).
/// </summary>
internal sealed class RoomLimiter(IOptions<RoomOptions> options) : ILimitReport
{
    private readonly RoomOptions _options = options.Value;
    private readonly KeyedCapacityLimiter<RoomName> _limiter = new(options.Value.MaxConnections, options.Value.MaxMembers);

    /// <summary>Acquires a slot (the right to join one room) for a new member. Dispose the returned object to release the slot.</summary>
    /// <exception cref="RefusalException">
    /// The room already has the maximum number of members, or the server has the maximum number of connections to rooms.
    /// </exception>
    public IDisposable Acquire(RoomName room) => _limiter.TryAcquire(room) switch
    {
        CapacityResult.LimitReached => throw RefusalException.LimitReached(
            "Rooms:MaxConnections",
                $"The server has reached its limit of {_options.MaxConnections} room connections (Rooms:MaxConnections); try again later."),
        CapacityResult.KeyLimitReached => throw RefusalException.LimitReached(
            "Rooms:MaxMembers", $"The room has reached its limit of {_options.MaxMembers} members (Rooms:MaxMembers); try again later."),
        _ => _limiter.Lease(room),
    };

    /// <inheritdoc/>
    public IEnumerable<LimitUse> ReadLimits() =>
    [
        new("Connections to rooms", "Rooms:MaxConnections", _limiter.Held, _options.MaxConnections),
        new("Members of the room that has most", "Rooms:MaxMembers", _limiter.HighestHeld, _options.MaxMembers),
    ];
}
