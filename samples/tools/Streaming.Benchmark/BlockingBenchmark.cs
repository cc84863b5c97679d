using System.Diagnostics;
using System.Globalization;

namespace Streaming.Benchmark;

/// <summary>
/// Measures the duration of a publish while requests of an application that hosts the server block their threads. It is measured twice:
/// with the thread pool minimum that the server sets, and with the default minimum of .NET.
/// </summary>
internal sealed class BlockingBenchmark(Report report)
{
    private const string Application = "Streaming.OwnApplication";
    private const int Blocked = 60;
    private const int BlockedFor = 5_000;
    private const int Repetitions = 3;
    private const double Target = 100;

    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(4);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await RunAsync("as it comes", [], new Target(Target, AtLeast: false), cancellationToken);
        // The default minimum of the .NET thread pool, in hexadecimal. Code cannot change this setting, so it is set in the environment of
        // the process.
        var processors = Environment.ProcessorCount.ToString("x", CultureInfo.InvariantCulture);
        await RunAsync("one thread a processor", [("DOTNET_ThreadPool_ForceMinWorkerThreads", processors)], target: null,
            cancellationToken);
    }

    private async Task RunAsync(string what, (string, string)[] environment, Target? target, CancellationToken cancellationToken)
    {
        var (idle, p50, p99, most, memory) =
            (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        await using var servers = new StartedServers(
            BuiltServer.Folder(Path.Combine("samples", Application), $"{Application}.dll"), $"{Application}.dll", environment);
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            await using var server = await servers.StartAsync(cancellationToken, "--environment=Development");
            using var http = server.Connect(Blocked + 4);
            var alone = await MeasureAsync(http, TimeSpan.FromSeconds(1), cancellationToken);
            idle.Add(alone[alone.Count / 2]);
            memory.Add(ProcessMemory(server));
            var blocked = Enumerable.Range(0, Blocked).Select(_ => BlockAsync(http, cancellationToken)).ToList();
            var beside = await MeasureAsync(http, s_measured, cancellationToken);
            p50.Add(beside[beside.Count / 2]);
            p99.Add(beside[beside.Count * 99 / 100]);
            most.Add(beside[^1]);
            await Task.WhenAll(blocked);
        }

        report.Add($"publish, nothing blocked, {what}, p50", "ms", idle);
        report.Add($"memory of the idle application, {what}", "MB", memory);
        report.Add($"publish beside {Blocked} requests in Thread.Sleep({BlockedFor}), {what}, p50", "ms", p50, target);
        report.Add("the same, p99", "ms", p99, target);
        report.Add("the same, longest", "ms", most);
    }

    private static double ProcessMemory(Server server)
    {
        server.Process!.Refresh();
        return server.Process.WorkingSet64 / 1e6;
    }

    // A server whose threads are all blocked closes connections from which it could not read in time.
    private static async Task BlockAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            await http.GetStringAsync($"/blocking?milliseconds={BlockedFor}", cancellationToken);
        }
        catch (HttpRequestException)
        {
            // Failures of the blocking requests are ignored: only the publishes are measured.
        }
    }

    // Publishes one message after another, and returns the durations in milliseconds, ascending, including those of aborted publishes.
    private static async Task<List<double>> MeasureAsync(HttpClient http, TimeSpan duration, CancellationToken cancellationToken)
    {
        var milliseconds = new List<double>();
        for (var begun = Stopwatch.GetTimestamp(); milliseconds.Count == 0
            || Stopwatch.GetElapsedTime(begun) < duration; await Task.Delay(5, cancellationToken))
        {
            var started = Stopwatch.GetTimestamp();
            await PublishAsync(http, cancellationToken);
            milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        milliseconds.Sort();
        return milliseconds;
    }

    private static async Task PublishAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var body = new StringContent("x");
            (await http.PostAsync("/topics/bench/messages", body, cancellationToken)).EnsureSuccessStatusCode().Dispose();
        }
        catch (HttpRequestException e) when (e.StatusCode is null)
        {
            // The duration of a failed publish is counted too.
        }
    }
}
