using System.Globalization;

namespace Streaming.Benchmark;

/// <summary>What a figure should come to.</summary>
/// <param name="Limit">The value to stay below, or to reach.</param>
/// <param name="AtLeast">Whether more is better.</param>
internal sealed record Target(double Limit, bool AtLeast)
{
    public bool IsMetBy(double value) => AtLeast ? value >= Limit : value < Limit;

    public override string ToString() => (AtLeast ? "≥ " : "< ") + Limit.ToString("#,0.##", CultureInfo.InvariantCulture);
}
