using Streaming.LoadTest.Measure;
using Streaming.LoadTest.Net;
using Streaming.LoadTest.Options;
using Streaming.LoadTest.Processes;

namespace Streaming.LoadTest.Runs;

/// <summary>
/// Executes one run of the load test, from the first connection to the result. The subscribers are in this process or in child processes;
/// the publisher is in this process.
/// </summary>
internal sealed class LoadRun(LoadTestOptions options, RunProgress progress, CancellationToken stop)
{
    private const double PauseBeforePublishing = 0.5;

    public RunResult Run()
    {
        using var loop = new EventLoop();
        var readsHere = options.Processes == 1 && options.Command != Command.Publish;
        var run = new ReaderRun(readsHere ? options : options with { Connections = 0, Stall = 0 }, loop, stop);
        using var children = readsHere || options.Command == Command.Publish ? null : new ReaderProcesses(options);
        var server = options.ServerPid is { } pid ? new ProcessTree(pid) : null;
        var before = server?.Measure();
        var startedAt = loop.Tick();
        PublishLoad? load = null;
        void Report() => Show(run, children, load);

        progress.Phase = "connecting";
        run.Connect(Report);
        while (children is { AreReady: false })
            Turn(run, Report);
        var connected = (loop.Tick() - startedAt) / 1e9;
        run.For(PauseBeforePublishing, Report);
        if (options.Publishes)
        {
            load = new PublishLoad(options, loop, () => run.Group.Deliveries.Complete);
            while (!load.IsReady)
                Turn(run, Report);
        }

        var ready = server?.Measure();
        var (cpu, from) = (Environment.CpuUsage.TotalTime.TotalSeconds, loop.Tick());
        progress.Phase = load is null ? "waiting" : "publishing";
        run.MarkStart();
        Publish(run, load, Report);
        progress.Phase = "waiting for the last messages";
        var published = load?.Scheduled ?? 0;
        children?.Finish(published);
        run.Drain(published, () => load?.IsAcknowledged != false && children?.AreDone != false, () => load?.Counts.Acknowledged
            ?? 0, () => { load?.Drain(); Report(); });
        load?.FailUnacknowledged();
        while (children is { AreDone: false })
            Turn(run, Report);
        var after = server?.Measure();
        var until = Environment.CpuUsage.TotalTime.TotalSeconds;
        IReadOnlyList<ReadResult> readings = children?.Results ?? [run.Finish(published)];
        return new RunResult
        {
            Readings = readings,
            Publishing = load?.Counts,
            ConnectSeconds = connected,
            Seconds = (Math.Max(readings.Max(reading => reading.LastAt) - from, load is null || options.Command == Command.Publish
                ? loop.Now - from : 0)) / 1e9,
            OwnCpuSeconds = until - cpu,
            Server = before is { } b && ready is { } r && after is { } a
                ? new ServerUse(a.CpuSeconds - r.CpuSeconds, b.Bytes, r.Bytes, a.Bytes) : null,
        };
    }

    private void Publish(ReaderRun run, PublishLoad? load, Action report)
    {
        if (load is null)
        {
            run.For(options.Duration, report);
            return;
        }

        load.Start();
        var (reportedAt, mark, changedAt) = (0L, -1L, run.Group.Loop.Now);
        while (load.SendMore() is { } wait && !load.HasFailed)
        {
            run.Turn(wait);
            load.KeepAlive();
            if (run.Group.Deliveries.Count + load.Counts.Published + load.Counts.Acknowledged is var now && now != mark)
                (mark, changedAt) = (now, run.Group.Loop.Now);
            else if (load.WaitsForServer && run.Group.Loop.Now - changedAt > Clock.Seconds(options.Timeout))
                return;
            if (run.Group.Loop.Now - reportedAt < 20_000_000)
                continue;
            reportedAt = run.Group.Loop.Now;
            report();
        }
    }

    private static void Turn(ReaderRun run, Action report)
    {
        run.Turn(20_000_000);
        report();
    }

    private void Show(ReaderRun run, ReaderProcesses? children, PublishLoad? load)
    {
        var group = run.Group;
        progress.Set(
            children?.Open ?? group.Open,
            children?.Failed ?? group.Failed,
            load?.Counts.Published ?? 0,
            options.Command == Command.Publish ? load?.Counts.Acknowledged ?? 0 : children?.Delivered ?? group.Deliveries.Count,
            group.Loop.ReceivedBytes);
    }
}
