using System.Threading.RateLimiting;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// A rate limiter (token bucket) with one bucket for each key. The limiter of the .NET library runs a timer ten times a second, so it is
/// created only when the first key is used: an idle server then has no such timer.
/// </summary>
internal sealed class RateLimit(TokenBucketRateLimiterOptions options) : IDisposable
{
    private readonly Lazy<PartitionedRateLimiter<string>> _limiter =
        new(() => PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => options)));

    /// <summary>Takes units from the rate limiter's bucket for a key, if the bucket contains that many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is larger than the capacity of a bucket.</exception>
    public RateLimitLease AttemptAcquire(string key, int count = 1) => _limiter.Value.AttemptAcquire(key, count);

    public void Dispose()
    {
        if (_limiter.IsValueCreated)
            _limiter.Value.Dispose();
    }
}
