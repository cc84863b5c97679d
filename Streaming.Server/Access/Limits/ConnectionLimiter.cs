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
internal sealed class ConnectionLimiter(IOptions<AccessOptions> options, RefusalMetrics metrics)
{
    private readonly KeyedCapacityLimiter<AddressKey> _limiter =
        new(FileHandleLimit.Connections(options.Value.Limits.Connections, FileHandleLimit.Handles),
            options.Value.Limits.ConnectionsPerAddress);

    private readonly bool _countsLoopback = options.Value.Limits.CountLoopback;
    private readonly List<IPNetwork> _proxies = [.. options.Value.Proxies.Select(ConfigureForwardedHeaders.Network)];

    /// <summary>Counts a new connection against the limits. Call <see cref="Release"/> once when the connection is closed.</summary>
    /// <returns>True if the connection may stay open; false if it exceeds a limit and must be closed.</returns>
    public bool TryAcquire(EndPoint? remote)
    {
        var result = _limiter.TryAcquire(KeyOf(remote));
        if (result == CapacityResult.Acquired)
            return true;
        metrics.Refused("LimitReached", result == CapacityResult.LimitReached ? "Access:Limits:Connections"
            : "Access:Limits:ConnectionsPerAddress");
        return false;
    }

    /// <summary>Removes a closed connection from the count of open connections.</summary>
    public void Release(EndPoint? remote) => _limiter.Release(KeyOf(remote));

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
