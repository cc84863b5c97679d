using System.Threading.RateLimiting;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Limits rates (by token buckets) for each key separately, such as for each client address. The .NET limiter inside runs a timer ten times
/// a second. So it is created only at the first use of a key, and an idle server has no such timer.
/// </summary>
internal sealed class KeyedRateLimiter(TokenBucketRateLimiterOptions options) : IDisposable
{
    private readonly Lazy<PartitionedRateLimiter<string>> _limiter =
        new(() => PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => options)));

    /// <summary>
    /// Takes permits for a key, such as one permit for each published message, if the rate limit of this key allows it now.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number of permits is larger than the limit can ever allow at once.</exception>
    public RateLimitLease AttemptAcquire(string key, int count = 1) => _limiter.Value.AttemptAcquire(key, count);

    public void Dispose()
    {
        if (_limiter.IsValueCreated)
            _limiter.Value.Dispose();
    }
}
