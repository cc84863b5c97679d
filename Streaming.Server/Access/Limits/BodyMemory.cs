using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Limits the memory for request bodies that have not arrived completely, for all clients together and for each client address.
/// </summary>
internal sealed class BodyMemory(IOptions<AccessOptions> options) : ILimitReport
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(5);

    private readonly LimitOptions _limits = options.Value.Limits;
    private readonly ConcurrentDictionary<AddressKey, long> _byAddress = new();
    private long _all;

    /// <summary>The number of bytes in memory that belong to request bodies which have not arrived completely.</summary>
    public long Held => Interlocked.Read(ref _all);

    /// <inheritdoc/>
    public IEnumerable<LimitUse> ReadLimits()
    {
        var highest = 0L;
        foreach (var (_, bytes) in _byAddress)
            highest = Math.Max(highest, bytes);
        return
        [
            new("Bytes of incomplete request bodies", "Access:Limits:BodyBytes", Held, _limits.BodyBytes),
            new("Bytes of incomplete request bodies of the address that has most", "Access:Limits:BodyBytesPerAddress", highest,
                _limits.BodyBytesPerAddress),
        ];
    }

    /// <summary>
    /// Adds bytes of a request body to the number of bytes in memory, and refuses the body if the number would exceed the limit. A body
    /// that is the only one in memory is never refused here: its endpoint limits its size.
    /// </summary>
    /// <exception cref="RefusalException">The bytes of all incomplete bodies, or of those from the same client address, would exceed their
    /// limit.</exception>
    public void Add(AddressKey? address, long bytes, long held)
    {
        var all = Interlocked.Add(ref _all, bytes);
        if (all > _limits.BodyBytes && all > held + bytes)
        {
            Interlocked.Add(ref _all, -bytes);
            throw new RefusalException(
                RefusalReason.Unavailable,
                    $"The server holds {_limits.BodyBytes} bytes of incomplete request bodies (Access:Limits:BodyBytes); send the " +
                    "request again later.")
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
            $"Your address has {_limits.BodyBytesPerAddress} bytes of incomplete request bodies (Access:Limits:BodyBytesPerAddress); " +
                "send fewer at once, or smaller ones.",
            s_again);
    }

    /// <summary>Subtracts bytes of a request body that are no longer in memory.</summary>
    public void Release(AddressKey? address, long bytes)
    {
        Interlocked.Add(ref _all, -bytes);
        if (address is not { } key)
            return;
        // Subtracts the bytes from the number of bytes of the client address, and removes an address whose number becomes 0. If another
        // thread has changed the number since it was read, nothing is changed, and the loop repeats the subtraction.
        while (_byAddress.TryGetValue(key, out var sum))
        {
            if (sum == bytes ? _byAddress.TryRemove(KeyValuePair.Create(key, sum)) : _byAddress.TryUpdate(key, sum - bytes, sum))
                return;
        }
    }
}
