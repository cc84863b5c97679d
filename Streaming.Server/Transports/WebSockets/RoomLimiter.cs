using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>
/// Limits the number of WebSocket connections to all rooms together. Before a connection is accepted, its client must acquire a slot (the
/// right to have one connection).
/// </summary>
internal sealed class RoomLimiter(IOptions<RoomOptions> options) : ILimitReport
{
    private readonly CapacityLimiter _limiter = new(options.Value.MaxConnections);

    /// <summary>Acquires a slot (the right to have one connection). Dispose the returned object to release the slot.</summary>
    /// <exception cref="RefusalException">The server has the maximum number of connections to rooms.</exception>
    public IDisposable Acquire() => _limiter.TryLease() ?? throw RefusalException.LimitReached(
        "Rooms:MaxConnections",
        $"The server has reached its limit of {_limiter.Limit} room connections (Rooms:MaxConnections); try again later.");

    /// <inheritdoc/>
    public IEnumerable<LimitUse> ReadLimits() =>
        [new("Connections to rooms", "Rooms:MaxConnections", _limiter.Held, _limiter.Limit)];
}
