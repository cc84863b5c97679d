using Microsoft.Extensions.Options;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Streams;

/// <summary>Limits the open streams, in all and per address.</summary>
internal sealed class StreamLimiter(IOptions<AccessOptions> options)
{
    // Long enough that refused clients that try again do not add to the load.
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);

    private readonly LimitOptions _limits = options.Value.Limits;
    private readonly KeyedCapacityLimiter<AddressKey> _limiter = new(options.Value.Limits.Streams, options.Value.Limits.StreamsPerAddress);

    /// <summary>The number of open streams.</summary>
    public int Count => _limiter.Held;

    /// <summary>Acquires a permit. Call <see cref="Release"/> once for it.</summary>
    /// <exception cref="RefusalException">The server or the address has its maximum of streams.</exception>
    public void Acquire(AddressKey? address)
    {
        switch (_limiter.TryAcquire(address))
        {
            case CapacityResult.AllHeld:
                throw RefusalException.LimitReached(
                    "Access:Limits:Streams", $"The server has its {_limits.Streams} streams (Access:Limits:Streams); try again later.",
                    s_retryAfter);
            case CapacityResult.AllOfKeyHeld:
                throw RefusalException.LimitReached(
                    "Access:Limits:StreamsPerAddress",
                    $"Your address has its {_limits.StreamsPerAddress} streams (Access:Limits:StreamsPerAddress); close one, or read " +
                        "several topics on one connection.",
                    s_retryAfter);
        }
    }

    /// <summary>Acquires a permit that is released when its lease is disposed.</summary>
    /// <exception cref="RefusalException">The server or the address has its maximum of streams.</exception>
    public CapacityLease Lease(AddressKey? address)
    {
        Acquire(address);
        return _limiter.Lease(address);
    }

    /// <summary>Releases a permit.</summary>
    public void Release(AddressKey? address) => _limiter.Release(address);
}
