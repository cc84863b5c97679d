using System.Diagnostics;

namespace Streaming.Benchmark;

/// <summary>
/// Measures the time from the publisher's call until a subscriber has the message, on an idle server: through HTTP, into SQLite, onto the
/// disk, and out as a server-sent event. There is one subscriber, and one publish after another.
/// </summary>
internal sealed class LatencyBenchmark(ServerSource servers, Report report)
{
    private const int Repetitions = 3;
    private const int WarmUp = 300;
    private const int Publishes = 500;
    private const double MedianTarget = 5;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (p50, p99) = (new List<double>(), new List<double>());
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            await using var server = await servers.StartAsync(cancellationToken);
            var sorted = await MeasureAsync(server, cancellationToken);
            p50.Add(sorted[sorted.Length / 2]);
            p99.Add(sorted[sorted.Length * 99 / 100]);
        }

        report.Add($"publish to receive, {Publishes} one after another, p50", "ms", p50, new Target(MedianTarget, AtLeast: false));
        report.Add($"publish to receive, {Publishes} one after another, p99", "ms", p99);
    }

    /// <summary>Measures the latency on a running server, and returns the times in milliseconds, in ascending order.</summary>
    public static async Task<double[]> MeasureAsync(Server server, CancellationToken cancellationToken)
    {
        var topic = $"bench.{Guid.NewGuid():N}";
        using var http = server.Connect();
        await using var reader = await SseReader.OpenAsync(http, $"/topics/{topic}/events", cancellationToken);
        var milliseconds = new double[Publishes];
        for (var i = -WarmUp; i < Publishes; i++)
        {
            using var body = new StringContent($"message {i}");
            var started = Stopwatch.GetTimestamp();
            var publish = http.PostAsync($"/topics/{topic}/messages", body, cancellationToken);
            var received = await reader.ReadAsync($"message {i}", cancellationToken);
            if (i >= 0)
                milliseconds[i] = Stopwatch.GetElapsedTime(started, received).TotalMilliseconds;
            (await publish).EnsureSuccessStatusCode().Dispose();
        }

        Array.Sort(milliseconds);
        return milliseconds;
    }
}
