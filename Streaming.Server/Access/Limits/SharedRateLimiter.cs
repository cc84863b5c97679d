using System.Collections.Concurrent;
using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Limits the rate of each key over all nodes (server processes) together. A node takes the permits for a tenth of a second from the store
/// at once, and drops permits that it has not used within a second. So a client has nearly its whole rate on one node, and not more than
/// its rate on several nodes. When a client is refused, the node does not ask the store again until the store can have another permit for
/// the client. When the store has not answered, the node waits one second before it asks again.
/// </summary>
internal sealed class SharedRateLimiter(ISharedRates rates, int rate, int burst, TimeProvider time)
{
    private const int MaxKeys = 10_000;

    private static readonly TimeSpan s_validity = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, TakenPermits> _taken = new(StringComparer.Ordinal);
    private long _failed;

    /// <summary>Whether other nodes (server processes) apply the same rate limits at the moment.</summary>
    public bool IsShared => rates.IsShared;

    /// <summary>Takes permits for a key, such as one permit for each published message.</summary>
    /// <returns>True if the rate limit allows the permits now; false if it does not; null if the store does not answer.</returns>
    public async ValueTask<bool?> TryAcquireAsync(string key, int count, CancellationToken cancellationToken)
    {
        if (count > burst)
            return false;
        if (IsFailing)
            return null;
        if (_taken.Count > MaxKeys)
            RemoveUnused();
        var taken = _taken.GetOrAdd(key, static _ => new TakenPermits());
        await taken.Gate.WaitAsync(cancellationToken);
        try
        {
            if (time.GetElapsedTime(taken.Since) > s_validity)
                taken.Count = 0;
            if (taken.Count < count)
            {
                var needed = count - taken.Count;
                if (time.GetTimestamp() < taken.RefusedUntil)
                    return false;
                if (IsFailing)
                    return null;
                if (await rates.TakeAsync(key, needed, Math.Max(needed, rate / 10), rate, burst, cancellationToken) is not { } more)
                {
                    Volatile.Write(ref _failed, time.GetTimestamp());
                    return null;
                }

                taken.Count += more;
                taken.Since = time.GetTimestamp();
                // The store has no permits left for this key. This node does not ask the store again before the time at which the store can
                // have another permit.
                if (more == 0)
                    taken.RefusedUntil = taken.Since + (time.TimestampFrequency / rate);
            }

            if (taken.Count < count)
                return false;
            taken.Count -= count;
            return true;
        }
        finally
        {
            taken.Gate.Release();
        }
    }

    private bool IsFailing => Volatile.Read(ref _failed) is not 0 and var failed && time.GetElapsedTime(failed) < s_pauseAfterFailure;

    private void RemoveUnused()
    {
        foreach (var (key, taken) in _taken)
        {
            if (time.GetElapsedTime(taken.Since) > s_validity)
                _taken.TryRemove(KeyValuePair.Create(key, taken));
        }
    }

    private sealed class TakenPermits
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public int Count { get; set; }

        public long Since { get; set; }

        /// <summary>The time before which the store cannot have another permit for the key.</summary>
        public long RefusedUntil { get; set; }
    }
}
