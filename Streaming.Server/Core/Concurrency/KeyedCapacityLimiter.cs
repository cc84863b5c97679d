using System.Runtime.InteropServices;

namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Limits the number of things that exist at the same time, such as connections, in total and for each key (an IP address, a room). Each of
/// them holds a permit; if a limit is reached, a request for a permit fails at once, and no caller waits.
/// </summary>
internal sealed class KeyedCapacityLimiter<TKey>(int most, int mostPerKey)
    where TKey : struct, IEquatable<TKey>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, int> _heldByKey = [];
    private int _held;

    /// <summary>The total number of permits that are held now.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>
    /// Acquires a permit, unless a limit is reached. The caller must call <see cref="Release"/> once for the permit, with the same key.
    /// </summary>
    /// <param name="key">The key, such as an IP address; null to apply only the total limit.</param>
    public CapacityResult TryAcquire(TKey? key)
    {
        lock (_gate)
        {
            if (_held >= most)
                return CapacityResult.AllHeld;
            if (key is { } counted)
            {
                // The limit of a key is at least 1, so a refusal never adds a key without permits.
                ref var heldOfKey = ref CollectionsMarshal.GetValueRefOrAddDefault(_heldByKey, counted, out _);
                if (heldOfKey >= mostPerKey)
                    return CapacityResult.AllOfKeyHeld;
                heldOfKey++;
            }

            _held++;
            return CapacityResult.Acquired;
        }
    }

    /// <summary>Releases a permit. A key without permits occupies no memory.</summary>
    public void Release(TKey? key)
    {
        lock (_gate)
        {
            _held--;
            if (key is { } counted && --CollectionsMarshal.GetValueRefOrNullRef(_heldByKey, counted) == 0)
                _heldByKey.Remove(counted);
        }
    }

    /// <summary>
    /// Creates a lease for a permit that the caller has already acquired. The permit is released when the lease is disposed.
    /// </summary>
    public CapacityLease Lease(TKey? key) => new(() => Release(key));
}
