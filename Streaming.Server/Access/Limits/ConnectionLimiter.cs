using System.Net;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Limits connections, in all and per address, before their first byte, so that a client that only opens connections does not use up the
/// limit of all others.
/// </summary>
internal sealed class ConnectionLimiter(IOptions<AccessOptions> options, RefusalMetrics metrics)
{
    private readonly KeyedCapacityLimiter<AddressKey> _limiter =
        new(FileHandleLimit.Connections(options.Value.Limits.Connections, FileHandleLimit.Handles),
            options.Value.Limits.ConnectionsPerAddress);

    private readonly bool _countsLoopback = options.Value.Limits.CountLoopback;
    private readonly List<IPNetwork> _proxies = [.. options.Value.Proxies.Select(ConfigureForwardedHeaders.Network)];

    /// <summary>Acquires a permit for a connection. Call <see cref="Release"/> once for it.</summary>
    /// <returns>False if the connection exceeds a limit and must be closed.</returns>
    public bool TryAcquire(EndPoint? remote)
    {
        var result = _limiter.TryAcquire(KeyOf(remote));
        if (result == CapacityResult.Acquired)
            return true;
        metrics.Refused("LimitReached", result == CapacityResult.AllHeld ? "Access:Limits:Connections"
            : "Access:Limits:ConnectionsPerAddress");
        return false;
    }

    /// <summary>Releases the permit of a connection.</summary>
    public void Release(EndPoint? remote) => _limiter.Release(KeyOf(remote));

    // The result depends on the address alone, so that a connection is released under the key that it was counted under.
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
