using System.Collections.Concurrent;

namespace Streaming.Server.Access;

/// <summary>Counts what there is of something, in all and per address, and takes no more than there may be.</summary>
internal sealed class AddressCount(int all, int perAddress)
{
    private readonly ConcurrentDictionary<AddressKey, int> _byAddress = new();
    private int _all;

    /// <summary>How many there are in all.</summary>
    public int All => Volatile.Read(ref _all);

    /// <summary>Takes one more, unless there are too many.</summary>
    public AddressCountResult Take(AddressKey? address)
    {
        if (Interlocked.Increment(ref _all) > all)
        {
            Interlocked.Decrement(ref _all);
            return AddressCountResult.TooManyInAll;
        }

        if (address is not { } key || _byAddress.AddOrUpdate(key, 1, static (_, count) => count + 1) <= perAddress)
            return AddressCountResult.Taken;
        GiveBack(address);
        return AddressCountResult.TooManyOfAddress;
    }

    /// <summary>Gives one back.</summary>
    public void GiveBack(AddressKey? address)
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

/// <summary>Whether one more was taken.</summary>
internal enum AddressCountResult
{
    /// <summary>It was.</summary>
    Taken,

    /// <summary>There are too many in all.</summary>
    TooManyInAll,

    /// <summary>There are too many of this address.</summary>
    TooManyOfAddress,
}
