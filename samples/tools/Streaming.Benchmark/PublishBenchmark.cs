using System.Diagnostics;

namespace Streaming.Benchmark;

/// <summary>
/// Measures ten thousand concurrent publishes of one message each, over a number of connections; each publish is on the disk when it is
/// acknowledged. The first round after a start is reported separately from the second one, for which the code is compiled.
/// </summary>
internal sealed class PublishBenchmark(ServerSource servers, Report report)
{
    private const int Repetitions = 3;
    private const int WarmUp = 100;
    private const int Publishes = 10_000;
    private const double SecondsTarget = 3;

    private static readonly int[] s_connections = [64, 256];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var connections in s_connections)
        {
            var (first, seconds, serverSeconds, ownSeconds) =
                (new List<double>(), new List<double>(), new List<double>(), new List<double>());
            for (var repetition = 0; repetition < Repetitions; repetition++)
            {
                await using var server = await servers.StartAsync(cancellationToken);
                using var http = server.Connect(connections);
                await PublishAsync(http, WarmUp, cancellationToken);
                first.Add(await PublishAsync(http, Publishes, cancellationToken));
                var (serverBefore, ownBefore) = (ServerSeconds(server), Environment.CpuUsage.TotalTime.TotalSeconds);
                seconds.Add(await PublishAsync(http, Publishes, cancellationToken));
                serverSeconds.Add(ServerSeconds(server) - serverBefore);
                ownSeconds.Add(Environment.CpuUsage.TotalTime.TotalSeconds - ownBefore);
            }

            report.Add($"{Publishes:N0} concurrent publishes, {connections} connections", "s", seconds,
                new Target(SecondsTarget, AtLeast: false));
            report.Add("· the first after a start", "s", first);
            if (servers.IsOurs)
                report.Add("· processor time of the server", "s", serverSeconds);
            report.Add("· processor time of this client", "s", ownSeconds);
        }
    }

    private static double ServerSeconds(Server server) => server.Process is { } process ? ProcessorTime.Of(process) : 0;

    private static async Task<double> PublishAsync(HttpClient http, int publishes, CancellationToken cancellationToken)
    {
        var topic = $"bench.{Guid.NewGuid():N}";
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, publishes).Select(i => PublishOneAsync(http, topic, i, cancellationToken)));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var count = await Server.CountAsync(http, topic, cancellationToken);
        return count == publishes ? seconds
            : throw new BenchmarkException($"{publishes} publishes were answered, and the topic has {count} messages.");
    }

    private static async Task PublishOneAsync(HttpClient http, string topic, int number, CancellationToken cancellationToken)
    {
        using var body = new StringContent($"message {number} of many");
        using var response = await http.PostAsync($"/topics/{topic}/messages", body, cancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
