using System.Threading.RateLimiting;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// A token bucket for each key. The library's limiter wakes up ten times a second for as long as it lives, so it is made when there is first something to count:
/// a server whose callers are not counted sleeps.
/// </summary>
internal sealed class RateLimit(TokenBucketRateLimiterOptions options) : IDisposable
{
    private readonly Lazy<PartitionedRateLimiter<string>> _limiter =
        new(() => PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => options)));

    /// <summary>Takes tokens of a key's bucket, if it has that many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bucket will never have that many.</exception>
    public RateLimitLease AttemptAcquire(string key, int count = 1) => _limiter.Value.AttemptAcquire(key, count);

    public void Dispose()
    {
        if (_limiter.IsValueCreated)
            _limiter.Value.Dispose();
    }
}
