using System.Runtime.InteropServices;

namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Limits how many permits are held at the same time, in all and per key (an address, a room). It refuses at once and never waits.
/// </summary>
internal sealed class KeyedCapacityLimiter<TKey>(int most, int mostPerKey)
    where TKey : struct, IEquatable<TKey>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, int> _heldByKey = [];
    private int _held;

    /// <summary>The number of permits that are held in all.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Acquires a permit. Call <see cref="Release"/> once for it, with the same key.</summary>
    /// <param name="key">The key; null to count in all only.</param>
    public CapacityResult TryAcquire(TKey? key)
    {
        lock (_gate)
        {
            if (_held >= most)
                return CapacityResult.AllHeld;
            if (key is { } counted)
            {
                // The limit is at least 1, so that a refusal leaves no key without permits behind.
                ref var heldOfKey = ref CollectionsMarshal.GetValueRefOrAddDefault(_heldByKey, counted, out _);
                if (heldOfKey >= mostPerKey)
                    return CapacityResult.AllOfKeyHeld;
                heldOfKey++;
            }

            _held++;
            return CapacityResult.Acquired;
        }
    }

    /// <summary>Releases a permit. A key without permits takes no memory.</summary>
    public void Release(TKey? key)
    {
        lock (_gate)
        {
            _held--;
            if (key is { } counted && --CollectionsMarshal.GetValueRefOrNullRef(_heldByKey, counted) == 0)
                _heldByKey.Remove(counted);
        }
    }

    /// <summary>A lease of a permit that is acquired already.</summary>
    public CapacityLease Lease(TKey? key) => new(() => Release(key));
}
