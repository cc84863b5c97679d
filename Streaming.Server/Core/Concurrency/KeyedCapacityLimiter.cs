using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Limits the number of things that exist at the same time, such as connections, both in total and for each key (such as an IP address or a
/// room). Each such thing holds one permit. A request for a permit never waits: if a limit is reached, the request fails at once.
/// </summary>
internal sealed class KeyedCapacityLimiter<TKey>(int limit, int limitPerKey)
    where TKey : struct, IEquatable<TKey>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, int> _heldByKey = [];
    private int _held;

    /// <summary>The total number of permits of this limiter that are held now.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>The highest number of permits that are held with the same key (such as an IP address) now.</summary>
    public int HighestHeld
    {
        get
        {
            lock (_gate)
                return _heldByKey.Count == 0 ? 0 : _heldByKey.Values.Max();
        }
    }

    /// <summary>
    /// Acquires a permit if neither the total limit nor the limit of the key is reached. For each acquired permit, the caller must later
    /// call <see cref="Release"/> once, with the same key.
    /// </summary>
    /// <param name="key">The key, such as an IP address; null to apply only the total limit.</param>
    public CapacityResult TryAcquire(TKey? key)
    {
        lock (_gate)
        {
            if (_held >= limit)
                return CapacityResult.LimitReached;
            if (key is { } counted)
            {
                // The following line adds the key to the dictionary if the key is missing. A new key always receives its permit, because
                // the limit for each key is at least 1. So the dictionary never contains a key without a permit.
                ref var heldOfKey = ref CollectionsMarshal.GetValueRefOrAddDefault(_heldByKey, counted, out _);
                if (heldOfKey >= limitPerKey)
                    return CapacityResult.KeyLimitReached;
                heldOfKey++;
            }

            _held++;
            return CapacityResult.Acquired;
        }
    }

    /// <summary>Releases a permit that was acquired with the given key. A key without permits is removed from memory.</summary>
    public void Release(TKey? key)
    {
        lock (_gate)
        {
            _held--;
            if (key is not { } counted)
                return;
            ref var heldOfKey = ref CollectionsMarshal.GetValueRefOrNullRef(_heldByKey, counted);
            if (!Unsafe.IsNullRef(ref heldOfKey) && --heldOfKey == 0)
                _heldByKey.Remove(counted);
        }
    }

    /// <summary>
    /// Creates an object that releases a permit of the given key when it is disposed. The caller must already have acquired this permit.
    /// </summary>
    public IDisposable Lease(TKey? key) => new KeyLease(this, key);

    // One object for each permit and no delegate, because an idle connection to a room holds one.
    private sealed class KeyLease(KeyedCapacityLimiter<TKey> limiter, TKey? key) : IDisposable
    {
        private KeyedCapacityLimiter<TKey>? _limiter = limiter;

        public void Dispose() => Interlocked.Exchange(ref _limiter, null)?.Release(key);
    }
}
