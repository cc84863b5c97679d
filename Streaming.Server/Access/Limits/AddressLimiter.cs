using System.Collections.Concurrent;

namespace Streaming.Server.Access.Limits;

/// <summary>Counts what there is of something, in all and per address, and takes no more than there may be.</summary>
internal sealed class AddressLimiter(int all, int perAddress)
{
    private readonly ConcurrentDictionary<AddressKey, int> _byAddress = new();
    private int _all;

    /// <summary>How many there are in all.</summary>
    public int All => Volatile.Read(ref _all);

    /// <summary>Takes one more, unless there are too many.</summary>
    public AddressLimitResult Take(AddressKey? address)
    {
        if (Interlocked.Increment(ref _all) > all)
        {
            Interlocked.Decrement(ref _all);
            return AddressLimitResult.TooManyInAll;
        }

        if (address is not { } key || _byAddress.AddOrUpdate(key, 1, static (_, count) => count + 1) <= perAddress)
            return AddressLimitResult.Taken;
        Release(address);
        return AddressLimitResult.TooManyOfAddress;
    }

    /// <summary>Gives one back.</summary>
    public void Release(AddressKey? address)
    {
        Interlocked.Decrement(ref _all);
        if (address is not { } key)
            return;
        // Taken out at nothing, so that addresses that are gone are not kept. One that comes in between is seen by the comparison.
        while (_byAddress.TryGetValue(key, out var count))
        {
            if (count == 1 ? _byAddress.TryRemove(KeyValuePair.Create(key, 1)) : _byAddress.TryUpdate(key, count - 1, count))
                return;
        }
    }
}
