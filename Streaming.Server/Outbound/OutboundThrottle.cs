using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Outbound;

/// <summary>
/// Limits the number of concurrent calls to other servers, for each host and in total. A call acquires the permit of its host before the
/// permit of the total limit. So calls that wait for a slow host do not use up the total limit and do not delay calls to other hosts. (A
/// chained PartitionedRateLimiter of .NET would have the same order, but it does not report which limit was reached, and does not limit the
/// number of waiting calls.)
/// </summary>
internal sealed class OutboundThrottle(
    HostStateRegistry hosts, IOptions<OutboundOptions> options, OutboundMetrics metrics, TimeProvider time) : IDisposable
{
    private readonly OutboundOptions _options = options.Value;
    private readonly ConcurrencyLimiter _all = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.MaxCalls,
        QueueLimit = options.Value.MaxWaiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private int _waiting;

    public void Dispose() => _all.Dispose();

    /// <summary>
    /// Waits until the limits of concurrent calls allow a call to another server, and returns a permit for it. The caller must dispose the
    /// permit when the call has ended.
    /// </summary>
    /// <exception cref="OutboundException">Too many calls already wait, or the call waited for its maximum time.</exception>
    public async Task<OutboundPermit> AcquireAsync(Uri url, TimeSpan maxWait, CancellationToken cancellation)
    {
        var permit = new OutboundPermit(hosts, hosts.Acquire(url), metrics);
        try
        {
            if (!permit.TryAdd(permit.Host.Limiter.AttemptAcquire()) || !permit.TryAdd(_all.AttemptAcquire()))
                await WaitAsync(permit, maxWait, cancellation);
            permit.MarkRunning();
            return permit;
        }
        catch
        {
            permit.Dispose();
            throw;
        }
    }

    private async Task WaitAsync(OutboundPermit permit, TimeSpan maxWait, CancellationToken cancellation)
    {
        if (maxWait == TimeSpan.Zero)
            throw TooMany(permit, "and this call does not wait");
        using var limit = new CancellationTokenSource(maxWait, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        metrics.AddWaiting(1);
        try
        {
            if (Interlocked.Increment(ref _waiting) > _options.MaxWaiting)
                throw TooMany(permit, $"and {_options.MaxWaiting} calls wait already (Outbound:MaxWaiting)");
            if (permit.Leases == 0 && !permit.TryAdd(await permit.Host.Limiter.AcquireAsync(1, both.Token)))
                throw TooMany(permit, $"and {_options.MaxWaitingPerHost} calls wait already for this host (Outbound:MaxWaitingPerHost)");
            if (!permit.TryAdd(await _all.AcquireAsync(1, both.Token)))
                throw TooMany(permit, $"and {_options.MaxWaiting} calls wait already (Outbound:MaxWaiting)");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw TooMany(permit, $"and no permit was free within {maxWait.TotalSeconds:0.#} s");
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
            metrics.AddWaiting(-1);
        }
    }

    private OutboundException TooMany(OutboundPermit permit, string why) => new(OutboundFailure.TooManyCalls, permit.Leases == 0
        ? $"The limit of {_options.MaxCallsPerHost} concurrent calls to {permit.Host.Name} is reached (Outbound:MaxCallsPerHost), " +
            $"{why}; try again later."
        : $"The limit of {_options.MaxCalls} concurrent calls is reached (Outbound:MaxCalls), {why}; try again later.");
}
