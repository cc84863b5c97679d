using System.Net;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Limits the number of connections, for all clients together and for each client address, before a byte of the connection is read. So a
/// client that opens many connections cannot prevent other clients from connecting.
/// </summary>
internal sealed class ConnectionLimiter : ILimitReport
{
    private readonly RefusalMetrics _metrics;
    private readonly int _connections;
    private readonly int _connectionsPerAddress;
    private readonly KeyedCapacityLimiter<AddressKey> _limiter;

    private readonly bool _countsLoopback;
    private readonly List<IPNetwork> _proxies;

    public ConnectionLimiter(IOptions<AccessOptions> options, RefusalMetrics metrics)
    {
        var limits = options.Value.Limits;
        (_metrics, _countsLoopback, _connectionsPerAddress) = (metrics, limits.CountLoopback, limits.ConnectionsPerAddress);
        _connections = FileHandleLimit.Connections(limits.Connections, FileHandleLimit.Handles);
        _limiter = new KeyedCapacityLimiter<AddressKey>(_connections, _connectionsPerAddress);
        _proxies = [.. options.Value.Proxies.Select(ConfigureForwardedHeaders.Network)];
    }

    /// <summary>Counts a new connection against the limits. Call <see cref="Release"/> once when the connection is closed.</summary>
    /// <returns>True if the connection may stay open; false if it exceeds a limit and must be closed.</returns>
    public bool TryAcquire(EndPoint? remote)
    {
        var result = _limiter.TryAcquire(KeyOf(remote));
        if (result == CapacityResult.Acquired)
            return true;
        _metrics.Refused("LimitReached", result == CapacityResult.LimitReached ? "Access:Limits:Connections"
            : "Access:Limits:ConnectionsPerAddress");
        return false;
    }

    /// <summary>Removes a closed connection from the count of open connections.</summary>
    public void Release(EndPoint? remote) => _limiter.Release(KeyOf(remote));

    /// <inheritdoc/>
    public IEnumerable<LimitUse> ReadLimits() =>
    [
        new("Connections", "Access:Limits:Connections", _limiter.Held, _connections),
        new("Connections of the address that has most", "Access:Limits:ConnectionsPerAddress", _limiter.HighestHeld,
            _connectionsPerAddress),
    ];

    // Returns the key under which a connection is counted; null if it is not counted. The key depends only on the IP address, so that the
    // same key is found again when the connection is closed.
    private AddressKey? KeyOf(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address } || (!_countsLoopback && AddressKey.IsLoopback(address)))
            return null;
        foreach (var proxy in _proxies)
        {
            if (proxy.Contains(AddressKey.Unmap(address)))
                return null;
        }

        return AddressKey.Of(address);
    }
}
