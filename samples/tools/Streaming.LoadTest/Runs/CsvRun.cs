using Streaming.LoadTest.Measure;
using Streaming.LoadTest.Net;
using Streaming.LoadTest.Options;
using Streaming.LoadTest.Protocol;

namespace Streaming.LoadTest.Runs;

/// <summary>
/// Downloads the messages of a topic as CSV, several times at once, and repeats this for the time of the option --duration.
/// </summary>
internal sealed class CsvRun(LoadTestOptions options, RunProgress progress, CancellationToken stop)
{
    public CsvResult Run()
    {
        using var loop = new EventLoop();
        var server = options.ServerPid is { } pid ? new ProcessTree(pid) : null;
        var before = server?.Measure();
        var result = new CsvResult();
        var (target, from, peak) = (Target.Parse("--url", options.Url), loop.Tick(), before?.Bytes ?? 0);
        var (address, until, measuredAt) = (target.Resolve(), from + Clock.Seconds(options.Duration), from);
        var downloads = Enumerable.Range(0, options.Connections).Select(n => new Download(loop, target, options, n, result, until))
            .ToArray();
        foreach (var download in downloads)
            download.Start(address, null);
        progress.Phase = "downloading";
        while (downloads.Any(download => download.State != ConnectionState.Closed))
        {
            stop.ThrowIfCancellationRequested();
            loop.RunOnce(20_000_000);
            foreach (var download in downloads)
                download.CheckTime();
            progress.Set(downloads.Count(download => download.State == ConnectionState.Open), result.Failed, 0, result.Rows,
                loop.ReceivedBytes);
            if (server is null || loop.Now - measuredAt < Clock.Seconds(0.2))
                continue;
            measuredAt = loop.Now;
            peak = Math.Max(peak, server.Measure().Bytes);
        }

        result.Bytes = loop.ReceivedBytes;
        result.Seconds = (loop.Now - from) / 1e9;
        result.OwnCpuSeconds = Environment.CpuUsage.TotalTime.TotalSeconds;
        if (before is { } b && server!.Measure() is var after)
            result.Server = new ServerUse(after.CpuSeconds - b.CpuSeconds, b.Bytes, Math.Max(peak, after.Bytes), after.Bytes);
        return result;
    }
}
