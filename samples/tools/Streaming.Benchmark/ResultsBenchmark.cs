using System.Diagnostics;

namespace Streaming.Benchmark;

/// <summary>
/// Compares the CSV download of a sequence that an application generates, of ten columns, with the CSV download of a topic's history. The
/// rows of both have the same number of bytes, and both downloads run in turn on the same server.
/// </summary>
internal sealed class ResultsBenchmark(Report report, int rows)
{
    private const string Application = "Streaming.OwnApplication";
    private const int Repetitions = 5;
    private const int WarmUpRows = 20_000;
    private const double RatioTarget = 0.8;

    private readonly string _topic = $"bench.{Guid.NewGuid():N}";
    private readonly List<double> _history = [];
    private readonly List<double> _records = [];
    private readonly List<double> _plain = [];
    private readonly List<double> _recordRatios = [];
    private readonly List<double> _plainRatios = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var servers = new StartedServers(
            BuiltServer.Folder(Path.Combine("samples", Application), $"{Application}.dll"), $"{Application}.dll");
        await using var server = await servers.StartAsync(cancellationToken, "--environment=Development");
        using var http = server.Connect();
        await FillAsync(http, cancellationToken);
        var bytes = 0.0;
        for (var repetition = -1; repetition < Repetitions; repetition++)
        {
            var count = repetition < 0 ? Math.Min(rows, WarmUpRows) : rows;
            var history = await DownloadAsync(http, $"/topics/{_topic}/messages?format=csv&limit={count}", count, cancellationToken);
            bytes = history.BytesPerRow;
            var record = await DownloadAsync(http, PathOf("record", count, bytes), count, cancellationToken);
            var plain = await DownloadAsync(http, PathOf("plain", count, bytes), count, cancellationToken);
            if (repetition < 0)
                continue;
            _history.Add(history.Rate);
            _records.Add(record.Rate);
            _plain.Add(plain.Rate);
            // The sizes of the rows differ by less than a byte; the ratio is that of bytes per second.
            _recordRatios.Add(record.Rate * record.BytesPerRow / (history.Rate * history.BytesPerRow));
            _plainRatios.Add(plain.Rate * plain.BytesPerRow / (history.Rate * history.BytesPerRow));
        }

        report.Add($"CSV of a topic's history, {rows:N0} rows of {bytes:0} bytes", "rows/s", _history);
        report.Add("CSV of own rows of ten columns, with CsvHelper's attributes", "rows/s", _records);
        report.Add("CSV of own rows of ten columns, without attributes", "rows/s", _plain);
        report.Add("own rows with attributes over history, for the same bytes", "×", _recordRatios, new Target(RatioTarget, AtLeast: true));
        report.Add(
            "own rows without attributes over history, for the same bytes", "×", _plainRatios, new Target(RatioTarget, AtLeast: true));
    }

    private static string PathOf(string kind, int count, double bytes) => $"/rows/{kind}?count={count}&bytes={Math.Round(bytes)}";

    private async Task FillAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var body = new ChatContent(rows);
        using var response = await http.PostAsync($"/topics/{_topic}/messages", body, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private static async Task<(double Rate, double BytesPerRow)> DownloadAsync(
        HttpClient http, string path, int expected, CancellationToken cancellationToken)
    {
        var buffer = new byte[128 * 1024];
        var (lines, bytes) = (0L, 0L);
        var started = Stopwatch.GetTimestamp();
        await using var csv = await http.GetStreamAsync(path, cancellationToken);
        while (await csv.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            bytes += read;
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        // One line is the header row.
        return lines == expected + 1 ? (expected / seconds, (double)bytes / expected)
            : throw new BenchmarkException($"The CSV of {path} has {lines - 1} rows instead of {expected}.");
    }
}
