namespace Streaming.SampleData;

/// <summary>SplitMix64: a few instructions a number, and the same numbers for the same seed on every machine and every .NET.</summary>
internal sealed class FastRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 up to but without <paramref name="below"/>.</summary>
    public int Next(int below) => (int)((NextUInt64() >> 32) * (uint)below >> 32);

    /// <summary>True so many times in a hundred.</summary>
    public bool Chance(int percent) => Next(100) < percent;

    /// <summary>Any one of them.</summary>
    public T Pick<T>(T[] items) => items[Next(items.Length)];

    private ulong NextUInt64()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
