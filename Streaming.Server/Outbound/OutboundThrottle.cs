using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Outbound;

/// <summary>
/// Lets at most so many calls go on at once. A call waits for its host's turn first and only then for one of all: whoever waits for a slow host is in
/// nobody else's way.
/// </summary>
internal sealed class OutboundThrottle(HostStateRegistry gates, IOptions<OutboundOptions> options, OutboundMetrics metrics, TimeProvider time) : IDisposable
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

    /// <summary>Takes a turn, and waits for it where it must. Dispose it when the call has ended.</summary>
    /// <exception cref="OutboundException">Too many wait already, or it came not in time.</exception>
    public async Task<OutboundPermit> TakeAsync(Uri url, TimeSpan maxWait, CancellationToken cancellation)
    {
        var turn = new OutboundPermit(gates, gates.Take(url), metrics);
        try
        {
            if (!turn.TryTake(turn.Gate.Turns.AttemptAcquire()) || !turn.TryTake(_all.AttemptAcquire()))
                await WaitAsync(turn, maxWait, cancellation);
            turn.Begin();
            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    private async Task WaitAsync(OutboundPermit turn, TimeSpan maxWait, CancellationToken cancellation)
    {
        if (maxWait == TimeSpan.Zero)
            throw TooMany(turn, "and this one does not wait");
        using var limit = new CancellationTokenSource(maxWait, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        metrics.Waiting(1);
        try
        {
            if (Interlocked.Increment(ref _waiting) > _options.MaxWaiting)
                throw TooMany(turn, $"and {_options.MaxWaiting} wait already (Outbound:MaxWaiting)");
            if (turn.Leases == 0 && !turn.TryTake(await turn.Gate.Turns.AcquireAsync(1, both.Token)))
                throw TooMany(turn, $"and {_options.MaxWaitingPerHost} wait already for this host (Outbound:MaxWaitingPerHost)");
            if (!turn.TryTake(await _all.AcquireAsync(1, both.Token)))
                throw TooMany(turn, $"and {_options.MaxWaiting} wait already (Outbound:MaxWaiting)");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw TooMany(turn, $"and in {maxWait.TotalSeconds:0.#} s this one's turn has not come");
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
            metrics.Waiting(-1);
        }
    }

    private OutboundException TooMany(OutboundPermit turn, string why) => new(OutboundFailure.TooManyCalls, turn.Leases == 0
        ? $"{turn.Gate.Host} has the {_options.MaxCallsPerHost} calls that one host may have (Outbound:MaxCallsPerHost), {why}; try again later."
        : $"There are the {_options.MaxCalls} calls that may run at once (Outbound:MaxCalls), {why}; try again later.");
}
