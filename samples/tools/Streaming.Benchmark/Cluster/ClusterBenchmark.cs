namespace Streaming.Benchmark.Cluster;

/// <summary>
/// Measures several nodes (server processes) on a PostgreSQL server that this program starts. Each measurement is a numbered point. Most
/// points compare two values of one run, so that they depend little on the machine.
/// </summary>
internal sealed class ClusterBenchmark(ServerSource servers, Report report, BenchmarkOptions options)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!servers.IsOurs)
        {
            Console.Out.WriteLine("Skipped cluster: it needs servers that this program starts (leave out --url).");
            return;
        }

        await using var postgres = await PostgresqlProcess.StartAsync(
            cancellationToken, "max_locks_per_transaction=256", "shared_buffers=256MB", "max_wal_size=4GB");
        var version = await PostgresqlPrograms.RunAsync([PostgresqlPrograms.Find("postgres")!, "--version"], cancellationToken);
        Console.Out.WriteLine($"Database: {version.Trim()}, fsync and synchronous_commit on");
        await RunAsync("latency", () => new LatencyPoint(servers, postgres, report).RunAsync(cancellationToken));
        await RunAsync("upload", () => new UploadPoint(servers, postgres, report, options.Rows).RunAsync(cancellationToken));
        await RunAsync("throughput", () => new ThroughputPoint(servers, postgres, report).RunAsync(cancellationToken));
        await RunAsync("commits", () => new CommitsPoint(servers, postgres, report).RunAsync(cancellationToken));
        await RunAsync("hot", () => new HotTopicPoint(servers, postgres, report).RunAsync(cancellationToken));
        await RunAsync("cost", () => new DeliveryCostPoint(servers, postgres, report).RunAsync(cancellationToken));
        await RunAsync("jobs", () => new JobsPoint(servers, postgres, report).RunAsync(cancellationToken));
        await RunAsync("idle", () => new IdlePoint(servers, postgres, report).RunAsync(cancellationToken));
    }

    private async Task RunAsync(string point, Func<Task> run)
    {
        if (options.Points is { } points && !points.Split(',').Contains(point, StringComparer.Ordinal))
            return;
        try
        {
            await run();
        }
        catch (ToolException e)
        {
            Console.Out.WriteLine($"NOT MEASURED: {point}: {e.Message}");
        }
    }
}
