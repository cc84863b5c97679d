using System.Net;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Origins;

namespace Streaming.Server.Access.Limits;

/// <summary>Counts connections before anything was said on them, so that who only opens them does not take the room of all others.</summary>
internal sealed class ConnectionLimiter(IOptions<AccessOptions> options, RefusalMetrics metrics)
{
    private readonly AddressLimiter _count = new(FileHandleLimit.Connections(options.Value.Limits.Connections, FileHandleLimit.Handles), options.Value.Limits.ConnectionsPerAddress);
    private readonly bool _countsLoopback = options.Value.Limits.CountLoopback;
    private readonly List<IPNetwork> _proxies = [.. options.Value.Proxies.Select(ConfigureForwardedHeaders.Network)];

    /// <summary>Takes a seat; false if there is none free, and the connection is to be closed.</summary>
    public bool TryTake(EndPoint? remote)
    {
        var result = _count.Take(Counted(remote));
        if (result == AddressLimitResult.Taken)
            return true;
        metrics.Refused("LimitReached", result == AddressLimitResult.TooManyInAll ? "Access:Limits:Connections" : "Access:Limits:ConnectionsPerAddress");
        return false;
    }

    /// <summary>Gives one back.</summary>
    public void Release(EndPoint? remote) => _count.Release(Counted(remote));

    // The same for the same connection each time.
    private AddressKey? Counted(EndPoint? remote)
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
