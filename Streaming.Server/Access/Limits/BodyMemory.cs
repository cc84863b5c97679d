using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Limits;

/// <summary>Counts the bytes of request bodies that are held in memory until they are whole, in all and per address.</summary>
internal sealed class BodyMemory(IOptions<AccessOptions> options)
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(5);

    private readonly LimitOptions _limits = options.Value.Limits;
    private readonly ConcurrentDictionary<AddressKey, long> _byAddress = new();
    private long _all;

    /// <summary>The bytes that are held now.</summary>
    public long Held => Interlocked.Read(ref _all);

    /// <summary>Takes bytes for a body that holds some already. One body alone is never refused here: its own endpoint limits it.</summary>
    /// <exception cref="RefusalException">All bodies, or those of the address, would hold too many bytes.</exception>
    public void Take(AddressKey? address, long bytes, long held)
    {
        var all = Interlocked.Add(ref _all, bytes);
        if (all > _limits.BodyBytes && all > held + bytes)
        {
            Interlocked.Add(ref _all, -bytes);
            throw new RefusalException(
                RefusalReason.Unavailable, $"The server holds {_limits.BodyBytes} bytes of request bodies that are not whole yet (Access:Limits:BodyBytes); send the request again later.")
            {
                Limit = "Access:Limits:BodyBytes",
                RetryAfter = s_again,
            };
        }

        if (address is not { } key)
            return;
        var ofAddress = _byAddress.AddOrUpdate(key, static (_, bytes) => bytes, static (_, sum, bytes) => sum + bytes, bytes);
        if (ofAddress <= _limits.BodyBytesPerAddress || ofAddress <= held + bytes)
            return;
        Release(address, bytes);
        throw RefusalException.LimitReached(
            "Access:Limits:BodyBytesPerAddress",
            $"Your address has {_limits.BodyBytesPerAddress} bytes of request bodies under way (Access:Limits:BodyBytesPerAddress); send fewer at once, or smaller ones.",
            s_again);
    }

    /// <summary>Gives bytes back.</summary>
    public void Release(AddressKey? address, long bytes)
    {
        Interlocked.Add(ref _all, -bytes);
        if (address is not { } key)
            return;
        // An address without bytes is forgotten; one that takes some in between is seen by the comparison.
        while (_byAddress.TryGetValue(key, out var sum))
        {
            if (sum == bytes ? _byAddress.TryRemove(KeyValuePair.Create(key, sum)) : _byAddress.TryUpdate(key, sum - bytes, sum))
                return;
        }
    }
}
