using Microsoft.Extensions.Options;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Streams;

/// <summary>Limits the number of open streams, for the whole server and for each client address.</summary>
internal sealed class StreamLimiter(IOptions<AccessOptions> options) : ILimitReport
{
    // The time after which a refused client should try again. The time is long enough that the retries of many refused clients do not
    // increase the load.
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);

    private readonly LimitOptions _limits = options.Value.Limits;
    private readonly KeyedCapacityLimiter<AddressKey> _limiter = new(options.Value.Limits.Streams, options.Value.Limits.StreamsPerAddress);

    /// <summary>The current number of open streams of this server.</summary>
    public int Count => _limiter.Held;

    /// <summary>
    /// Takes a slot (the right to have one stream open) for a new stream. Call <see cref="Release"/> once when the stream ends.
    /// </summary>
    /// <exception cref="RefusalException">The maximum number of open streams is reached, for the server or for the caller's
    /// address.</exception>
    public void Acquire(AddressKey? address)
    {
        switch (_limiter.TryAcquire(address))
        {
            case CapacityResult.LimitReached:
                throw RefusalException.LimitReached(
                    "Access:Limits:Streams",
                    $"The server has reached its limit of {_limits.Streams} streams (Access:Limits:Streams); try again later.",
                    s_retryAfter);
            case CapacityResult.KeyLimitReached:
                throw RefusalException.LimitReached(
                    "Access:Limits:StreamsPerAddress",
                    $"Your address has reached its limit of {_limits.StreamsPerAddress} streams (Access:Limits:StreamsPerAddress); " +
                        "close one, or read several topics on one connection.",
                    s_retryAfter);
        }
    }

    /// <summary>
    /// Takes a slot (the right to have one stream open) for a new stream. The slot is released when the returned object is disposed.
    /// </summary>
    /// <exception cref="RefusalException">The maximum number of open streams is reached, for the server or for the caller's
    /// address.</exception>
    public IDisposable Lease(AddressKey? address)
    {
        Acquire(address);
        return _limiter.Lease(address);
    }

    /// <summary>Releases the slot (the right to have one stream open) of a stream that has ended.</summary>
    public void Release(AddressKey? address) => _limiter.Release(address);

    /// <inheritdoc/>
    public IEnumerable<LimitUse> ReadLimits() =>
    [
        new("Open streams and downloads", "Access:Limits:Streams", Count, _limits.Streams),
        new("Open streams of the address that has most", "Access:Limits:StreamsPerAddress", _limiter.HighestHeld,
            _limits.StreamsPerAddress),
    ];
}
