using System.Globalization;

namespace Streaming.Tests.Support;

/// <summary>What a test needs to know of positions: they are <c>epoch-offset</c>.</summary>
public static class Positions
{
    public static long OffsetOf(string position) =>
        long.Parse(position[(position.IndexOf('-', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);

    public static string EpochOf(string position) => position[..position.IndexOf('-', StringComparison.Ordinal)];

    /// <summary>Another place in the same life of the log.</summary>
    public static string At(string position, long offset) => string.Create(CultureInfo.InvariantCulture, $"{EpochOf(position)}-{offset}");
}
