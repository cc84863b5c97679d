using Streaming.LoadTest.Measure;

namespace Streaming.LoadTest.Runs;

/// <summary>Holds the results of a run that downloads messages as CSV.</summary>
internal sealed class CsvResult
{
    public int Completed { get; set; }
    public int Failed { get; private set; }
    public long Rows { get; set; }
    public long Bytes { get; set; }
    public double Seconds { get; set; }
    public double OwnCpuSeconds { get; set; }
    public Latencies FirstByte { get; } = new();
    public Latencies Whole { get; } = new();
    public ServerUse? Server { get; set; }
    public HashSet<string> Failures { get; } = new(StringComparer.Ordinal);

    public void Fail(string why)
    {
        Failed++;
        if (Failures.Count < 5)
            Failures.Add(why);
    }
}
