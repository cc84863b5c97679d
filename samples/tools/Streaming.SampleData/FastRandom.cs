namespace Streaming.SampleData;

/// <summary>
/// Generates random numbers with the algorithm SplitMix64, which takes a few instructions for each number. The same seed gives the same
/// numbers on every machine and .NET version.
/// </summary>
internal sealed class FastRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Returns a random number from 0 to <paramref name="below"/> - 1.</summary>
    public int Next(int below) => (int)((NextUInt64() >> 32) * (uint)below >> 32);

    /// <summary>Returns true at random, in the given percentage of calls.</summary>
    public bool Chance(int percent) => Next(100) < percent;

    /// <summary>Returns a random element of a list.</summary>
    public T Pick<T>(T[] items) => items[Next(items.Length)];

    private ulong NextUInt64()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
