using System.Diagnostics;

namespace Streaming.Benchmark.Cluster;

/// <summary>
/// Point 6: measures the time from a publish on one of three idle nodes until a subscriber on the same node and a subscriber on another
/// node have the message, with notifications and with polling every 10 ms.
/// </summary>
internal sealed class LatencyPoint(ServerSource servers, PostgresqlProcess postgres, Report report)
{
    private const int Nodes = 3;
    private const int WarmUp = 300;
    private const int Publishes = 400;
    private const int Repetitions = 3;

    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(3);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await MeasureAsync("notify", [], new Target(2, AtLeast: false), new Target(5, AtLeast: false), cancellationToken);
        await MeasureAsync("poll 10 ms", ["--Storage:Bus=poll", "--Storage:PollInterval=00:00:00.010"], ratio: null,
            new Target(15, AtLeast: false), cancellationToken);
    }

    private async Task MeasureAsync(
        string bus, string[] arguments, Target? ratio, Target target, CancellationToken cancellationToken)
    {
        var (same, other, other99, ratios) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        await using var nodes = await NodeSet.StartAsync(servers, postgres, Nodes, cancellationToken, _ => arguments);
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            var (here, there) = await MeasureAsync(nodes, $"bench.{repetition}", cancellationToken);
            same.Add(here[here.Count / 2]);
            other.Add(there[there.Count / 2]);
            other99.Add(there[there.Count * 99 / 100]);
            ratios.Add(other[^1] / same[^1]);
        }

        report.Add($"6. publish to receive on the same node, {bus}, p50", "ms", same);
        report.Add($"6. publish to receive on another node, {bus}, p50", "ms", other, target);
        report.Add("· p99", "ms", other99);
        report.Add("· p50, another node over the same node", "×", ratios, ratio);
    }

    private static async Task<(List<double> Same, List<double> Other)> MeasureAsync(
        NodeSet nodes, string topic, CancellationToken cancellationToken)
    {
        using var publisher = nodes[0].Connect();
        using var elsewhere = nodes[1].Connect();
        await using var here = await SseReader.OpenAsync(publisher, $"/topics/{topic}/events", cancellationToken);
        await using var there = await SseReader.OpenAsync(elsewhere, $"/topics/{topic}/events", cancellationToken);
        var (same, other) = (new List<double>(), new List<double>());
        for (var i = -WarmUp; i < Publishes; i++)
        {
            using var body = new StringContent($"message {i}");
            var started = Stopwatch.GetTimestamp();
            var publish = publisher.PostAsync($"/topics/{topic}/messages", body, cancellationToken);
            var received = await Task.WhenAll(
                here.ReadAsync($"message {i}", cancellationToken).AsTask(), there.ReadAsync($"message {i}", cancellationToken).AsTask());
            (await publish).EnsureSuccessStatusCode().Dispose();
            if (i >= 0)
            {
                same.Add(Stopwatch.GetElapsedTime(started, received[0]).TotalMilliseconds);
                other.Add(Stopwatch.GetElapsedTime(started, received[1]).TotalMilliseconds);
            }

            await Task.Delay(s_between, cancellationToken);
        }

        same.Sort();
        other.Sort();
        return (same, other);
    }
}
