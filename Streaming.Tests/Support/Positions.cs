using System.Globalization;

namespace Streaming.Tests.Support;

/// <summary>Helper methods for positions, which have the form <c>epoch-offset</c>.</summary>
public static class Positions
{
    public static long OffsetOf(string position) =>
        long.Parse(position[(position.IndexOf('-', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);

    public static string EpochOf(string position) => position[..position.IndexOf('-', StringComparison.Ordinal)];

    /// <summary>Returns the position with the same epoch and another offset.</summary>
    public static string At(string position, long offset) => string.Create(CultureInfo.InvariantCulture, $"{EpochOf(position)}-{offset}");
}
