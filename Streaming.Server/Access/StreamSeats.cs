using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;
using Streaming.Server.Messages;

namespace Streaming.Server.Access;

/// <summary>Counts the open streams, in all and per address.</summary>
internal sealed class StreamSeats(IOptions<AccessOptions> options)
{
    // Long enough that who was refused does not make the crowd larger.
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(5);

    private readonly LimitOptions _limits = options.Value.Limits;
    private readonly ConcurrentDictionary<IPAddress, int> _byAddress = new();
    private int _all;

    /// <summary>Takes a seat.</summary>
    /// <exception cref="RefusalException">There is none free.</exception>
    public void Take(IPAddress? address)
    {
        if (Interlocked.Increment(ref _all) > _limits.Streams)
        {
            Interlocked.Decrement(ref _all);
            throw RefusalException.LimitReached("Access:Limits:Streams", $"The server has its {_limits.Streams} streams (Access:Limits:Streams); try again later.", s_again);
        }

        if (address is null || _byAddress.AddOrUpdate(address, 1, static (_, count) => count + 1) <= _limits.StreamsPerAddress)
            return;
        GiveBack(address);
        throw RefusalException.LimitReached(
            "Access:Limits:StreamsPerAddress",
            $"Your address has its {_limits.StreamsPerAddress} streams (Access:Limits:StreamsPerAddress); close one, or read several topics on one connection.",
            s_again);
    }

    /// <summary>Gives one back.</summary>
    public void GiveBack(IPAddress? address)
    {
        Interlocked.Decrement(ref _all);
        if (address is null)
            return;
        // Taken out at nothing, so that addresses that are gone are not kept. A new one that comes in between is seen by the comparison.
        while (_byAddress.TryGetValue(address, out var count))
        {
            if (count == 1 ? _byAddress.TryRemove(KeyValuePair.Create(address, 1)) : _byAddress.TryUpdate(address, count - 1, count))
                return;
        }
    }
}
