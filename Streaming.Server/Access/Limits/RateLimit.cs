using System.Threading.RateLimiting;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// A token bucket for each key. The library's limiter wakes up ten times a second, so it is created for the first caller that is counted:
/// a server whose callers are not counted sleeps.
/// </summary>
internal sealed class RateLimit(TokenBucketRateLimiterOptions options) : IDisposable
{
    private readonly Lazy<PartitionedRateLimiter<string>> _limiter =
        new(() => PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => options)));

    /// <summary>Takes tokens from a key's bucket, if it contains that many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bucket can never contain that many.</exception>
    public RateLimitLease AttemptAcquire(string key, int count = 1) => _limiter.Value.AttemptAcquire(key, count);

    public void Dispose()
    {
        if (_limiter.IsValueCreated)
            _limiter.Value.Dispose();
    }
}
