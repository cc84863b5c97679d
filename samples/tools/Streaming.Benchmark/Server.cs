using System.Diagnostics;
using System.Text.Json;

namespace Streaming.Benchmark;

/// <summary>Represents a server that is measured. A server that this program has started ends when this object is disposed.</summary>
internal sealed class Server(Uri url, Process? process, string? file) : IAsyncDisposable
{
    private static readonly TimeSpan s_exitTimeout = TimeSpan.FromSeconds(10);

    private bool _ended;

    public Uri Url => url;

    /// <summary>The process of the server; null if this program has not started it.</summary>
    public Process? Process => process;

    /// <summary>The time from the start of the process until it was ready; zero if this program has not started it.</summary>
    public TimeSpan ReadyAfter { get; set; }

    /// <summary>The processor time of the process until it was ready.</summary>
    public TimeSpan ProcessorTimeToReady { get; set; }

    /// <summary>The SQLite file of the server; null if this program has not started it.</summary>
    public string? File => file;

    /// <summary>Creates an HTTP client with at most this number of connections to the server.</summary>
    public HttpClient Connect(int connections = 16) =>
        new(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false })
        {
            BaseAddress = url,
            Timeout = Timeout.InfiniteTimeSpan
        };

    /// <summary>Returns the number of messages of a topic.</summary>
    public static async Task<long> CountAsync(HttpClient http, string topic, CancellationToken cancellationToken)
    {
        using var state = JsonDocument.Parse(await http.GetStringAsync($"/topics/{topic}", cancellationToken));
        return state.RootElement.GetProperty("count").GetInt64();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is null || _ended)
            return;
        _ended = true;
        if (!process.HasExited)
            process.Kill();
        using var late = new CancellationTokenSource(s_exitTimeout);
        await process.WaitForExitAsync(late.Token);
        process.Dispose();
    }
}
