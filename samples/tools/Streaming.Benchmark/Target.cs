using System.Globalization;

namespace Streaming.Benchmark;

/// <summary>Describes the target of a measured value.</summary>
/// <param name="Limit">The number that the measured value should reach, or stay below.</param>
/// <param name="AtLeast">True if the measured value should be at least the limit; false if it should be below the limit.</param>
internal sealed record Target(double Limit, bool AtLeast)
{
    public bool IsMetBy(double value) => AtLeast ? value >= Limit : value < Limit;

    public override string ToString() => (AtLeast ? "≥ " : "< ") + Limit.ToString("#,0.##", CultureInfo.InvariantCulture);
}
