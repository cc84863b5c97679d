using Streaming.LoadTest.Measure;
using Streaming.LoadTest.Options;
using Streaming.LoadTest.Runs;

namespace Streaming.LoadTest.Show;

/// <summary>Combines the results of all processes of the load test into one report.</summary>
internal static class ReportOf
{
    public static Report Load(LoadTestOptions options, RunResult run)
    {
        var (readings, publishing) = (run.Readings, run.Publishing);
        var delivered = readings.Sum(r => r.Delivered);
        var latency = new Latencies();
        foreach (var reading in readings)
            latency.Add(reading.Latency);
        var connected = options.Command == Command.Publish ? options.Connections : readings.Sum(r => r.Open);
        var seconds = Math.Max(run.Seconds, 1e-6);
        var published = publishing?.Published ?? 0;
        return new Report
        {
            Command = Report.NameOf(options.Command),
            Connections = connected,
            FailedConnections = readings.Sum(r => r.Failed),
            ClosedEarly = readings.Sum(r => r.ClosedEarly),
            ConnectSeconds = Math.Round(run.ConnectSeconds, 3),
            Seconds = Math.Round(run.Seconds, 3),
            Published = published,
            Acknowledged = publishing?.Acknowledged ?? 0,
            PublishErrors = publishing?.Errors ?? 0,
            PublishedPerSecond = Math.Round(published / seconds, 1),
            Expected = readings.Sum(r => r.Expected),
            Delivered = delivered,
            Lost = readings.Sum(r => r.Lost),
            Duplicates = readings.Sum(r => r.Duplicates),
            Reordered = readings.Sum(r => r.Reordered),
            Wrong = readings.Sum(r => r.Wrong),
            DeliveriesPerSecond = Math.Round(delivered / seconds),
            ReceivedBytes = readings.Sum(r => r.Bytes),
            BytesPerSecond = Math.Round(readings.Sum(r => r.Bytes) / seconds),
            Latency = Times.Of(latency),
            LastReader = Times.Of(Last(readings)),
            Acknowledgement = publishing is null ? null : Times.Of(publishing.Acknowledgement),
            ServerCpuSeconds = run.Server?.CpuSeconds,
            ServerMicrosecondsPerDelivery = run.Server is { } use && delivered > 0 ? Math.Round(use.CpuSeconds * 1e6 / delivered, 3) : null,
            ServerMicrosecondsPerPublish = run.Server is { } cpu && published > 0 ? Math.Round(cpu.CpuSeconds * 1e6 / published, 1) : null,
            MemoryPerConnection = run.Server is { } memory && connected > 0 && options.Command != Command.Publish
                ? Math.Round((memory.BytesConnected - memory.BytesBefore) / (double)(connected + options.Stall)) : null,
            ServerMegabytesBefore = Megabytes(run.Server?.BytesBefore),
            ServerMegabytes = Megabytes(run.Server is { } m ? Math.Max(m.BytesConnected, m.BytesAfter) : null),
            Stalled = StalledResult.Sum(readings.Select(r => r.Stalled)),
            BusiestCore = Math.Round(Bottleneck.BusiestCore(run), 2),
            Failures = [.. readings.SelectMany(r => r.Failures).Concat(publishing?.Failures ?? []).Distinct(StringComparer.Ordinal)
                .Take(8)],
            Warnings = [.. Bottleneck.Warnings(options, run)],
        };
    }

    public static Report Csv(LoadTestOptions options, CsvResult result)
    {
        var seconds = Math.Max(result.Seconds, 1e-6);
        return new Report
        {
            Command = "csv",
            Connections = options.Connections,
            FailedConnections = result.Failed,
            Seconds = Math.Round(result.Seconds, 3),
            Downloads = result.Completed,
            Rows = result.Rows,
            RowsPerSecond = Math.Round(result.Rows / seconds),
            ReceivedBytes = result.Bytes,
            BytesPerSecond = Math.Round(result.Bytes / seconds),
            FirstByte = Times.Of(result.FirstByte),
            Download = Times.Of(result.Whole),
            ServerCpuSeconds = result.Server?.CpuSeconds,
            ServerMegabytesBefore = Megabytes(result.Server?.BytesBefore),
            ServerMegabytes = Megabytes(result.Server?.BytesConnected),
            BusiestCore = Math.Round(result.OwnCpuSeconds / seconds, 2),
            Failures = [.. result.Failures],
            Warnings = [.. Bottleneck.Warnings(result)],
        };
    }

    /// <summary>
    /// Returns, for each message that all subscribers received, the time until the last subscriber of all processes had received it.
    /// </summary>
    private static Latencies Last(IReadOnlyList<ReadResult> readings)
    {
        var (all, last) = (new LastReader(), new Latencies());
        foreach (var reading in readings)
        {
            for (var i = 0; i < reading.Counts.Length; i++)
                all.Add(i, reading.Counts[i], reading.Latest[i]);
        }

        for (var i = 0; i < all.Messages; i++)
        {
            if (all.Count(i) > 0)
                last.Add(all.Latest(i));
        }

        return last;
    }

    private static double? Megabytes(long? bytes) => bytes is { } value ? Math.Round(value / 1e6, 1) : null;
}
