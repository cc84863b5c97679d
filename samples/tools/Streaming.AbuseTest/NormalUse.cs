using System.Diagnostics;
using System.Globalization;

namespace Streaming.AbuseTest;

/// <summary>Publishes twenty messages a second and receives them, to measure the effect of the abuse on normal users.</summary>
internal sealed class NormalUse(HttpClient http) : IAsyncDisposable
{
    private const string Events = "/topics/normal/events";
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private List<double> _latencies = [];
    private Task _work = Task.CompletedTask;

    /// <summary>The number of publishes that were not acknowledged, plus the number of times that the subscriber's stream ended.</summary>
    public int Failures { get; private set; }

    public void Start() => _work = Task.WhenAll(PublishAsync(_stop.Token), ReadAsync(_stop.Token));

    /// <summary>
    /// Returns the measurements since the last call: the number of messages, and the 99th percentile of the time from publish to receive,
    /// in milliseconds.
    /// </summary>
    public (int Messages, double P99) Take()
    {
        List<double> taken;
        lock (_gate)
            (taken, _latencies) = (_latencies, []);
        taken.Sort();
        return (taken.Count, taken.Count == 0 ? double.NaN : taken[(int)(taken.Count * 0.99)]);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await TryAsync(async () =>
            {
                using var body = new StringContent(Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture));
                using var answer = await http.PostAsync(new Uri("/topics/normal/messages", UriKind.Relative), body, cancellationToken);
                answer.EnsureSuccessStatusCode();
                await Task.Delay(s_pause, cancellationToken);
            });
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await TryAsync(async () =>
            {
                await using var stream = await http.GetStreamAsync(new Uri(Events, UriKind.Relative), cancellationToken);
                using var reader = new StreamReader(stream);
                while (await reader.ReadLineAsync(cancellationToken) is { } line)
                    Note(line);
                throw new IOException("The stream ended.");
            });
        }
    }

    private void Note(string line)
    {
        if (!line.StartsWith("data: ", StringComparison.Ordinal)
            || !long.TryParse(line.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var sent))
            return;
        lock (_gate)
            _latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
    }

    private async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            Failures++;
            await Task.Delay(s_pause);
        }
        catch (OperationCanceledException)
        {
            // The measurement was stopped.
        }
    }
}
