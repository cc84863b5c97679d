namespace Streaming.Benchmark;

/// <summary>Publishes on several connections, on each one message after another, and counts the acknowledged messages.</summary>
internal sealed class RepeatedPublishes : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<RawRequest> _connections = [];
    private Task _running = Task.CompletedTask;
    private long _count;

    /// <summary>The number of messages that were acknowledged so far.</summary>
    public long Count => Interlocked.Read(ref _count);

    public static async Task<RepeatedPublishes> StartAsync(Uri url, int connections, CancellationToken cancellationToken)
    {
        var publishes = new RepeatedPublishes();
        for (var i = 0; i < connections; i++)
            publishes._connections.Add(await RawRequest.ConnectAsync(url, cancellationToken));
        publishes._running = Task.WhenAll(publishes._connections.Select((connection, i) =>
            publishes.RepeatAsync(connection, RawRequest.Publish($"bench.{i % 8}", $"message of connection {i}"))));
        return publishes;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var connection in _connections)
            connection.Dispose();
        _stop.Dispose();
    }

    private async Task RepeatAsync(RawRequest connection, byte[] publish)
    {
        while (!_stop.IsCancellationRequested)
        {
            await connection.SendAsync(publish, _stop.Token);
            Interlocked.Increment(ref _count);
        }
    }
}
