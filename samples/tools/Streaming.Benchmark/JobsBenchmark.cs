namespace Streaming.Benchmark;

/// <summary>
/// Measures jobs: how fast waiting jobs run, how soon a job starts in the server's own process and in a worker process, and the effect of
/// CPU-bound jobs on the latency of a subscriber. The times at which a job was enqueued, started and ended are those that the store
/// recorded.
/// </summary>
internal sealed class JobsBenchmark(ServerSource servers, Report report)
{
    private const int Backlog = 2_000;
    private const int Rounds = 5;
    private const double DrainTarget = 5_000;
    private const int Starts = 300;
    private const double StartTarget = 5;
    private const double StartElsewhereTarget = 25;
    private const int Burning = 8;
    private const double BurnTarget = 2;

    private static readonly TimeSpan s_enqueueTime = TimeSpan.FromSeconds(6);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!servers.IsOurs)
        {
            Console.Out.WriteLine("Skipped jobs: it needs servers that this program starts (leave out --url).");
            return;
        }

        await DrainAsync(cancellationToken);
        await StartAsync(cancellationToken);
        await StartElsewhereAsync(cancellationToken);
        await BurnAsync(cancellationToken);
    }

    // All jobs of a round are enqueued one by one in advance, and become due at the same moment.
    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        await using var server = await servers.StartAsync(cancellationToken, "--Samples:Jobs=true", "--Jobs:Concurrency=20");
        using var http = server.Connect();
        var (enqueued, drained) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var due = DateTime.UtcNow + s_enqueueTime;
            var jobs = new List<string>(Backlog);
            var started = System.Diagnostics.Stopwatch.GetTimestamp();
            for (var i = 0; i < Backlog; i++)
                jobs.Add(await JobApi.EnqueueAsync(http, "nothing", "{}", $", \"due\": \"{due:O}\"", cancellationToken));
            enqueued.Add(Backlog / System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds);
            if (DateTime.UtcNow > due)
                throw new BenchmarkException($"{Backlog} jobs took longer to enqueue than {s_enqueueTime.TotalSeconds} s.");
            var ended = await JobApi.EndOfAllAsync(http, "nothing", jobs, cancellationToken);
            drained.Add(Backlog / (ended.Max(job => job.Ended) - ended.Min(job => job.Started)).TotalSeconds);
        }

        report.Add($"{Backlog:N0} trivial jobs drained, 20 at once, SQLite", "/s", drained.Skip(1), new Target(DrainTarget, AtLeast: true));
        report.Add("· the first after a start", "/s", drained.Take(1));
        report.Add("· enqueued one by one over HTTP", "/s", enqueued.Skip(1));
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var server = await servers.StartAsync(cancellationToken, "--Samples:Jobs=true");
        using var http = server.Connect();
        await ReportStartsAsync(http, "enqueue to start in the server's process, median", StartTarget, cancellationToken);
    }

    private async Task StartElsewhereAsync(CancellationToken cancellationToken)
    {
        await using var server = await servers.StartAsync(cancellationToken, "--Samples:Jobs=true", "--Jobs:Concurrency=0");
        using var worker = servers.StartWorker(server, "--Samples:Jobs=true", "--concurrency", "20");
        try
        {
            using var http = server.Connect();
            await ReportStartsAsync(http, "enqueue to start in a worker's process, median", StartElsewhereTarget, cancellationToken);
        }
        finally
        {
            worker.Kill();
            await worker.WaitForExitAsync(CancellationToken.None);
        }
    }

    private async Task ReportStartsAsync(HttpClient http, string name, double target, CancellationToken cancellationToken)
    {
        var milliseconds = await JobApi.MeasureStartsAsync(http, Starts, cancellationToken);
        report.Add(name, "ms", [milliseconds[milliseconds.Count / 2]], new Target(target, AtLeast: false));
        report.Add("· p99", "ms", [milliseconds[milliseconds.Count * 99 / 100]]);
    }

    private async Task BurnAsync(CancellationToken cancellationToken)
    {
        var (quiet, busy, ratio) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < 3; round++)
        {
            await using var server = await servers.StartAsync(cancellationToken, "--Samples:Jobs=true");
            using var http = server.Connect();
            quiet.Add(P99(await LatencyBenchmark.MeasureAsync(server, cancellationToken)));
            for (var i = 0; i < Burning; i++)
                await JobApi.EnqueueAsync(http, "burn", "{\"seconds\": 60}", string.Empty, cancellationToken);
            busy.Add(P99(await LatencyBenchmark.MeasureAsync(server, cancellationToken)));
            ratio.Add(busy[^1] / quiet[^1]);
        }

        report.Add("publish to receive, p99, no jobs", "ms", quiet);
        report.Add($"publish to receive, p99, beside {Burning} jobs that calculate", "ms", busy);
        report.Add("· how many times as long", string.Empty, ratio, new Target(BurnTarget, AtLeast: false));
    }

    private static double P99(double[] sorted) => sorted[sorted.Length * 99 / 100];
}
