using System.Collections.Concurrent;
using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// A rate limiter that counts each key over all nodes. It takes a tenth of a second's units from the store at once, and drops those that
/// are not used within a second, so that a client has nearly its whole rate on one node, and not more on several.
/// </summary>
internal sealed class SharedRateLimiter(ISharedRates rates, int rate, int burst, TimeProvider time)
{
    private const int MaxKeys = 10_000;

    private static readonly TimeSpan s_validity = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, TakenUnits> _taken = new(StringComparer.Ordinal);

    /// <summary>Whether other nodes share the limits at the moment.</summary>
    public bool IsShared => rates.IsShared;

    /// <summary>Takes units for a key.</summary>
    /// <returns>Whether the limit allows them now; null if the store does not answer.</returns>
    public async ValueTask<bool?> TrySpendAsync(string key, int count, CancellationToken cancellationToken)
    {
        if (count > burst)
            return false;
        if (_taken.Count > MaxKeys)
            RemoveUnused();
        var taken = _taken.GetOrAdd(key, static _ => new TakenUnits());
        await taken.Gate.WaitAsync(cancellationToken);
        try
        {
            if (time.GetElapsedTime(taken.Since) > s_validity)
                taken.Count = 0;
            if (taken.Count < count)
            {
                var needed = count - taken.Count;
                if (await rates.TakeAsync(key, needed, Math.Max(needed, rate / 10), rate, burst, cancellationToken) is not { } more)
                    return null;
                taken.Count += more;
                taken.Since = time.GetTimestamp();
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

    private void RemoveUnused()
    {
        foreach (var (key, taken) in _taken)
        {
            if (time.GetElapsedTime(taken.Since) > s_validity)
                _taken.TryRemove(KeyValuePair.Create(key, taken));
        }
    }

    private sealed class TakenUnits
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public int Count { get; set; }

        public long Since { get; set; }
    }
}
