using System.Diagnostics;

namespace Streaming.Benchmark;

/// <summary>
/// Measures the effect on a subscriber of ten thousand connections that send nothing, or the headers of a request byte by byte. The server
/// is measured without and with them: once with all of them accepted (addresses of this machine are not limited), and once with the usual
/// limit for one address.
/// </summary>
internal sealed class StrangersBenchmark(ServerSource servers, Report report)
{
    private const int Rounds = 3;
    private const int Strangers = 10_000;
    private const double TimesTarget = 2;

    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(6);

    // The length of the measurement: longer than the server keeps a connection that sends no complete request. So the measurement includes
    // connections that are closed and opened again.
    private static readonly TimeSpan s_crowded = TimeSpan.FromSeconds(11);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!servers.IsOurs)
        {
            Console.Out.WriteLine("Skipped strangers: it needs servers that this program starts (leave out --url).");
            return;
        }

        // Connections come from many source addresses, so that there are enough free ports for those that are opened again.
        await MeasureAsync("that are all let in", addresses: 20, [], cancellationToken);
        await MeasureAsync("of one address at its limit", addresses: 1, ["--Access:Limits:CountLoopback=true"], cancellationToken);
    }

    private async Task MeasureAsync(string which, int addresses, string[] arguments, CancellationToken cancellationToken)
    {
        var (quiet50, quiet99, crowded50, crowded99, times50, times99, there) =
            (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>(),
                new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            await using var server = await servers.StartAsync(cancellationToken, arguments);
            await MeasureAsync(server, TimeSpan.FromSeconds(2), cancellationToken);
            var quiet = await MeasureAsync(server, s_quiet, cancellationToken);
            using var crowd = new Crowd(server.Url, Strangers, addresses);
            await crowd.AllHaveComeAsync(cancellationToken);
            var crowded = await MeasureAsync(server, s_crowded, cancellationToken);
            there.Add(crowd.CountConnected());
            quiet50.Add(At(quiet, 50));
            quiet99.Add(At(quiet, 99));
            crowded50.Add(At(crowded, 50));
            crowded99.Add(At(crowded, 99));
            times50.Add(crowded50[^1] / quiet50[^1]);
            times99.Add(crowded99[^1] / quiet99[^1]);
        }

        report.Add("publish to receive, one every 20 ms, p50", "ms", quiet50);
        report.Add("· p99", "ms", quiet99);
        report.Add($"beside {Strangers:N0} strangers {which}, p50", "ms", crowded50);
        report.Add("· p99", "ms", crowded99);
        report.Add("· how many times as long, p50", string.Empty, times50, new Target(TimesTarget, AtLeast: false));
        report.Add("· how many times as long, p99", string.Empty, times99, new Target(TimesTarget, AtLeast: false));
        report.Add("· strangers connected at the end", string.Empty, there);
    }

    private static double At(double[] sorted, int percent) => sorted[sorted.Length * percent / 100];

    private static async Task<double[]> MeasureAsync(Server server, TimeSpan time, CancellationToken cancellationToken)
    {
        var topic = $"bench.{Guid.NewGuid():N}";
        using var http = server.Connect();
        await using var reader = await SseReader.OpenAsync(http, $"/topics/{topic}/events", cancellationToken);
        var milliseconds = new List<double>();
        using var pace = new PeriodicTimer(s_pace);
        for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < time; await pace.WaitForNextTickAsync(
            cancellationToken))
        {
            using var body = new StringContent($"message {milliseconds.Count}");
            var started = Stopwatch.GetTimestamp();
            var publish = http.PostAsync($"/topics/{topic}/messages", body, cancellationToken);
            var received = await reader.ReadAsync($"message {milliseconds.Count}", cancellationToken);
            milliseconds.Add(Stopwatch.GetElapsedTime(started, received).TotalMilliseconds);
            (await publish).EnsureSuccessStatusCode().Dispose();
        }

        return [.. milliseconds.Order()];
    }
}
