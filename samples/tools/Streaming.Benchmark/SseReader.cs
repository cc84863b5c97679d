using System.Diagnostics;

namespace Streaming.Benchmark;

/// <summary>Reads the data lines of an event stream.</summary>
internal sealed class SseReader : IAsyncDisposable
{
    private const string Data = "data: ";

    private readonly StreamReader _lines;

    private SseReader(StreamReader lines) => _lines = lines;

    /// <summary>Opens an event stream. When the method returns, the server has attached the subscriber.</summary>
    public static async Task<SseReader> OpenAsync(HttpClient http, string path, CancellationToken cancellationToken)
    {
        var reader = new SseReader(new StreamReader(await http.GetStreamAsync(path, cancellationToken)));
        while (await reader._lines.ReadLineAsync(cancellationToken) is { Length: > 0 })
        {
            // The first lines of an event stream contain the reconnection time and the position.
        }

        return reader;
    }

    /// <summary>Waits for the next message, which must be the expected one.</summary>
    /// <returns>The time at which the message's line had arrived, as a timestamp of <see cref="Stopwatch"/>.</returns>
    public async ValueTask<long> ReadAsync(string expected, CancellationToken cancellationToken)
    {
        while (await _lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (!line.StartsWith(Data, StringComparison.Ordinal))
                continue;
            var received = Stopwatch.GetTimestamp();
            return line.AsSpan(Data.Length).SequenceEqual(expected) ? received
                : throw new BenchmarkException($"Expected '{expected}', got '{line}'.");
        }

        throw new BenchmarkException("The event stream ended.");
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        return ValueTask.CompletedTask;
    }
}
