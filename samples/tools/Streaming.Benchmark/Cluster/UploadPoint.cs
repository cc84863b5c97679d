using System.Diagnostics;

namespace Streaming.Benchmark.Cluster;

/// <summary>
/// Point 7: measures the upload of a large NDJSON body to one node, the download of the topic, and a subscriber that receives all stored
/// messages, on PostgreSQL and on SQLite.
/// </summary>
internal sealed class UploadPoint(ServerSource servers, PostgresqlProcess postgres, Report report, int rows)
{
    private const string Topic = "bench.upload";
    private const int Downloads = 3;
    private const double UploadTarget = 0.6;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var sqlite = await servers.StartAsync(cancellationToken);
        await using var nodes = await NodeSet.StartAsync(servers, postgres, count: 1, cancellationToken);
        Server[] both = [sqlite, nodes[0]];
        var (uploads, downloads, replays) = (Lists(), Lists(), Lists());
        for (var i = 0; i < both.Length; i++)
            uploads[i].Add(await UploadAsync(both[i], cancellationToken));
        for (var repetition = 0; repetition <= Downloads; repetition++)
        {
            for (var i = 0; i < both.Length; i++)
            {
                downloads[i].Add(await DownloadAsync(both[i], cancellationToken));
                replays[i].Add(await ReplayAsync(both[i], cancellationToken));
            }
        }

        Report($"7. NDJSON publish of {rows:N0} messages", uploads, skipped: 0, new Target(UploadTarget, AtLeast: true));
        Report($"CSV of {rows:N0} rows", downloads, skipped: 1, target: null);
        Report("a subscriber catches up from the first message", replays, skipped: 1, target: null);
    }

    private static List<double>[] Lists() => [[], []];

    private void Report(string name, List<double>[] rates, int skipped, Target? target)
    {
        report.Add($"{name}, SQLite", "/s", rates[0].Skip(skipped));
        report.Add($"{name}, PostgreSQL", "/s", rates[1].Skip(skipped));
        report.Add("· PostgreSQL over SQLite", "×", rates[0].Zip(rates[1], (sqlite, pg) => pg / sqlite).Skip(skipped), target);
    }

    private async Task<double> UploadAsync(Server server, CancellationToken cancellationToken)
    {
        using var http = server.Connect();
        using var body = new ChatContent(rows);
        var started = Stopwatch.GetTimestamp();
        using var response = await http.PostAsync($"/topics/{Topic}/messages", body, cancellationToken);
        response.EnsureSuccessStatusCode();
        return rows / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private Task<double> DownloadAsync(Server server, CancellationToken cancellationToken) =>
        ReadAsync(server, $"/topics/{Topic}/messages?format=csv", (byte)'\n', rows + 1, cancellationToken);

    // Each message of the upload contains this character once, so that it can be counted.
    private Task<double> ReplayAsync(Server server, CancellationToken cancellationToken) =>
        ReadAsync(server, $"/topics/{Topic}/events?after=earliest", (byte)'#', rows, cancellationToken);

    private async Task<double> ReadAsync(Server server, string path, byte counted, int expected, CancellationToken cancellationToken)
    {
        using var http = server.Connect();
        var buffer = new byte[128 * 1024];
        long count = 0;
        var started = Stopwatch.GetTimestamp();
        await using var stream = await http.GetStreamAsync(path, cancellationToken);
        while (count < expected && await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            count += buffer.AsSpan(0, read).Count(counted);
        return count == expected ? rows / Stopwatch.GetElapsedTime(started).TotalSeconds
            : throw new BenchmarkException($"{path} has {count} of {expected} messages.");
    }
}
