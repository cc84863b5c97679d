using System.Diagnostics;

namespace Streaming.Benchmark;

/// <summary>
/// Measures a download of a topic's whole history as CSV: its speed, the growth of the server's memory, and the speed of SQLite's own
/// command line on the same file. Each repetition restarts the server, so that memory of the earlier writes does not hide the need of a
/// download. The first download after a start is reported separately from the second one, for which the code is compiled.
/// </summary>
internal sealed class CsvBenchmark(ServerSource servers, Report report, int rows)
{
    private const int Repetitions = 3;
    private const int WarmUpRows = 20_000;
    private const double RateTarget = 300_000;
    private const double MegabytesTarget = 50;
    private const double RatioTarget = 0.5;

    private readonly string _topic = $"bench.{Guid.NewGuid():N}";
    private readonly List<double> _firstRates = [];
    private readonly List<double> _rates = [];
    private readonly List<double> _processorSeconds = [];
    private readonly List<double> _megabytes = [];
    private readonly List<double> _ratios = [];
    private readonly List<double> _ratiosIso = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var server = await servers.StartAsync(cancellationToken);
        try
        {
            report.Add($"NDJSON publish of {rows:N0} messages", "messages/s", [await FillAsync(server, cancellationToken)]);
            for (var repetition = 0; repetition < Repetitions; repetition++)
            {
                server = await servers.RestartAsync(server, cancellationToken);
                await MeasureAsync(server, cancellationToken);
            }
        }
        finally
        {
            await server.DisposeAsync();
        }

        report.Add($"CSV of {rows:N0} rows", "rows/s", _rates, new Target(RateTarget, AtLeast: true));
        report.Add("· the first after a start", "rows/s", _firstRates);
        if (_megabytes.Count > 0)
        {
            report.Add("server memory growth during the downloads", "MB", _megabytes, new Target(MegabytesTarget, AtLeast: false));
            report.Add("· processor time of the server", "s", _processorSeconds);
        }

        if (_ratios.Count == 0)
            return;
        report.Add("CSV speed over sqlite3 -csv, columns as stored", "×", _ratios, new Target(RatioTarget, AtLeast: true));
        report.Add("CSV speed over sqlite3 -csv, time as ISO 8601", "×", _ratiosIso);
    }

    private async Task<double> FillAsync(Server server, CancellationToken cancellationToken)
    {
        using var http = server.Connect();
        using var body = new ChatContent(rows);
        var started = Stopwatch.GetTimestamp();
        using var response = await http.PostAsync($"/topics/{_topic}/messages", body, cancellationToken);
        response.EnsureSuccessStatusCode();
        return rows / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private async Task MeasureAsync(Server server, CancellationToken cancellationToken)
    {
        using var http = server.Connect();
        await DownloadAsync(http, WarmUpRows, cancellationToken);
        var seconds = server.Process is { } process && ProcessMemory.IsReadable(process)
            ? await DownloadAndWatchAsync(http, process, cancellationToken)
            : await DownloadTwiceAsync(http, between: null, cancellationToken);
        _rates.Add(rows / seconds);
        if (server.File is not { } file || !SqliteShell.IsThere)
            return;
        _ratios.Add(await SqliteShell.ExportAsync(file, _topic, iso: false, cancellationToken) / seconds);
        _ratiosIso.Add(await SqliteShell.ExportAsync(file, _topic, iso: true, cancellationToken) / seconds);
    }

    private async Task<double> DownloadAndWatchAsync(HttpClient http, Process process, CancellationToken cancellationToken)
    {
        await using var memory = new ProcessMemory(process);
        var before = 0.0;
        var seconds = await DownloadTwiceAsync(http, () => before = ProcessorTime.Of(process), cancellationToken);
        _processorSeconds.Add(ProcessorTime.Of(process) - before);
        _megabytes.Add(await memory.GrowthMegabytesAsync());
        return seconds;
    }

    private async Task<double> DownloadTwiceAsync(HttpClient http, Action? between, CancellationToken cancellationToken)
    {
        _firstRates.Add(rows / await DownloadAsync(http, rows, cancellationToken));
        between?.Invoke();
        return await DownloadAsync(http, rows, cancellationToken);
    }

    private async Task<double> DownloadAsync(HttpClient http, int limit, CancellationToken cancellationToken)
    {
        var expected = Math.Min(limit, rows);
        var buffer = new byte[128 * 1024];
        long lines = 0;
        var started = Stopwatch.GetTimestamp();
        await using var csv = await http.GetStreamAsync($"/topics/{_topic}/messages?format=csv&limit={limit}", cancellationToken);
        while (await csv.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        // One line is the header row. The messages contain no line ends, so each other line is one message.
        return lines == expected + 1 ? seconds : throw new BenchmarkException($"The CSV has {lines - 1} rows instead of {expected}.");
    }
}
