using System.Diagnostics;

namespace Streaming.Benchmark;

/// <summary>Reads the data lines of an event stream.</summary>
internal sealed class SseReader : IAsyncDisposable
{
    private const string Data = "data: ";

    private readonly StreamReader _lines;

    private SseReader(StreamReader lines) => _lines = lines;

    /// <summary>Opens a stream. When this returns, the server has attached the subscriber.</summary>
    public static async Task<SseReader> OpenAsync(HttpClient http, string path, CancellationToken cancellationToken)
    {
        var reader = new SseReader(new StreamReader(await http.GetStreamAsync(path, cancellationToken)));
        while (await reader._lines.ReadLineAsync(cancellationToken) is { Length: > 0 })
        {
            // The first lines contain the reconnection time and the position of the stream.
        }

        return reader;
    }

    /// <summary>Waits for a message, which must be the expected one.</summary>
    /// <returns>The time at which the line of the message had arrived, as a timestamp of <see cref="Stopwatch"/>.</returns>
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
