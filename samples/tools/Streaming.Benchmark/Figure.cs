using System.Globalization;

namespace Streaming.Benchmark;

/// <summary>Holds a measured value, all its repetitions, and the target of the value.</summary>
internal sealed record Figure(string Name, string Unit, double[] Sorted, Target? Target)
{
    private double Median =>
        Sorted.Length % 2 == 1 ? Sorted[Sorted.Length / 2] : (Sorted[(Sorted.Length / 2) - 1] + Sorted[Sorted.Length / 2]) / 2;

    public string Value => $"{Format(Median)} {Unit}".TrimEnd();

    public string Spread => Sorted.Length == 1 ? "measured once" : $"{Format(Sorted[0])} … {Format(Sorted[^1])}";

    public string Verdict => Target is null ? "–" : Target.IsMetBy(Median) ? "met" : "NOT MET";

    private static string Format(double value) => value.ToString(value < 100 ? "0.##" : "#,0", CultureInfo.InvariantCulture);
}
