using System.Diagnostics;
using System.Text.Json;

namespace Streaming.Benchmark;

/// <summary>A server that is measured. One that was started here ends with it, by its own process.</summary>
internal sealed class Server(Uri url, Process? process, string? file) : IAsyncDisposable
{
    private static readonly TimeSpan s_exitTimeout = TimeSpan.FromSeconds(10);

    private bool _ended;

    public Uri Url => url;

    /// <summary>Its process; null if it is not ours to look at.</summary>
    public Process? Process => process;

    /// <summary>Its SQLite file; null if it is not ours to look at.</summary>
    public string? File => file;

    /// <summary>A client with at most so many connections to it.</summary>
    public HttpClient Connect(int connections = 16) =>
        new(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false })
        {
            BaseAddress = url,
            Timeout = Timeout.InfiniteTimeSpan
        };

    /// <summary>How many messages a topic has.</summary>
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
