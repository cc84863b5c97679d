using System.Globalization;

namespace Streaming.Benchmark;

/// <summary>The target of a measured value.</summary>
/// <param name="Limit">The value to stay below, or to reach.</param>
/// <param name="AtLeast">Whether the value should be at least the limit; otherwise it should be below the limit.</param>
internal sealed record Target(double Limit, bool AtLeast)
{
    public bool IsMetBy(double value) => AtLeast ? value >= Limit : value < Limit;

    public override string ToString() => (AtLeast ? "≥ " : "< ") + Limit.ToString("#,0.##", CultureInfo.InvariantCulture);
}
