namespace Streaming.Benchmark.Cluster;

/// <summary>
/// Point 13: measures how fast four nodes run waiting jobs, whether each job ran once, and how soon a job starts on another node than the
/// one that enqueued it.
/// </summary>
internal sealed class JobsPoint(ServerSource servers, PostgresqlProcess postgres, Report report)
{
    private const int Nodes = 4;
    private const int Backlog = 3_000;
    private const int Rounds = 3;
    private const int Clients = 32;
    private const int Starts = 200;
    private const double DrainTarget = 5_000;
    private const double StartTarget = 25;

    private static readonly TimeSpan s_enqueueTime = TimeSpan.FromSeconds(20);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await DrainAsync(cancellationToken);
        await StartAsync(cancellationToken);
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        await using var nodes = await NodeSet.StartAsync(
            servers, postgres, Nodes, cancellationToken, _ => ["--Samples:Jobs=true", "--Jobs:Concurrency=20"]);
        using var http = nodes[0].Connect(Clients);
        var (drained, repeated) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var due = DateTime.UtcNow + s_enqueueTime;
            var jobs = new string[Backlog];
            await Parallel.ForAsync(0, Backlog, new ParallelOptions
            {
                MaxDegreeOfParallelism = Clients,
                CancellationToken = cancellationToken,
            }, async (i, token) => jobs[i] = await JobApi.EnqueueAsync(http, "nothing", "{}", $", \"due\": \"{due:O}\"", token));
            if (DateTime.UtcNow > due)
                throw new BenchmarkException($"{Backlog} jobs took longer to enqueue than {s_enqueueTime.TotalSeconds} s.");
            var ended = await JobApi.EndOfAllAsync(http, "nothing", jobs, cancellationToken);
            drained.Add(Backlog / (ended.Max(job => job.Ended) - ended.Min(job => job.Started)).TotalSeconds);
            repeated.Add(ended.Count(job => job.Attempt != 1));
        }

        report.Add($"13. {Backlog:N0} trivial jobs drained by {Nodes} nodes, 20 at once on each", "/s", drained.Skip(1),
            new Target(DrainTarget, AtLeast: true));
        report.Add("· the first after a start", "/s", drained.Take(1));
        report.Add("· jobs that ran twice", string.Empty, repeated, new Target(1, AtLeast: false));
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var nodes = await NodeSet.StartAsync(servers, postgres, count: 2, cancellationToken,
            node => ["--Samples:Jobs=true", $"--Jobs:Concurrency={(node == 0 ? 0 : 20)}"]);
        using var http = nodes[0].Connect();
        var sorted = await JobApi.MeasureStartsAsync(http, Starts, cancellationToken);
        report.Add("13. enqueue to start on another node, median", "ms", [sorted[sorted.Count / 2]],
            new Target(StartTarget, AtLeast: false));
        report.Add("· p99", "ms", [sorted[sorted.Count * 99 / 100]]);
    }
}
