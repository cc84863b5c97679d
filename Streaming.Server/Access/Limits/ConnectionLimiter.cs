using System.Net;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Limits the number of connections before their first byte is read, for the whole server and for each client address. A client that only
/// opens connections can therefore not use up the connections of all other clients.
/// </summary>
internal sealed class ConnectionLimiter(IOptions<AccessOptions> options, RefusalMetrics metrics)
{
    private readonly KeyedCapacityLimiter<AddressKey> _limiter =
        new(FileHandleLimit.Connections(options.Value.Limits.Connections, FileHandleLimit.Handles),
            options.Value.Limits.ConnectionsPerAddress);

    private readonly bool _countsLoopback = options.Value.Limits.CountLoopback;
    private readonly List<IPNetwork> _proxies = [.. options.Value.Proxies.Select(ConfigureForwardedHeaders.Network)];

    /// <summary>Counts a new connection against the limits. Call <see cref="Release"/> once when the connection is closed.</summary>
    /// <returns>True if the connection is within the limits; false if it exceeds a limit and must be closed.</returns>
    public bool TryAcquire(EndPoint? remote)
    {
        var result = _limiter.TryAcquire(KeyOf(remote));
        if (result == CapacityResult.Acquired)
            return true;
        metrics.Refused("LimitReached", result == CapacityResult.AllHeld ? "Access:Limits:Connections"
            : "Access:Limits:ConnectionsPerAddress");
        return false;
    }

    /// <summary>Removes a connection that is closed from the count.</summary>
    public void Release(EndPoint? remote) => _limiter.Release(KeyOf(remote));

    // The key depends on the address alone: a connection must be released under the key under which it was counted.
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
