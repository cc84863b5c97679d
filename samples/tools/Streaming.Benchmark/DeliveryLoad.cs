using System.Diagnostics;

namespace Streaming.Benchmark;

/// <summary>Delivers messages of 200 bytes to the subscribers of one topic, at a fixed rate.</summary>
internal sealed class DeliveryLoad : IAsyncDisposable
{
    private const string Topic = "bench.deliveries";
    private const int Subscribers = 500;
    private const int Bytes = 200;

    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(10);

    private readonly Server _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<RawRequest> _connections = [];
    private Task _reading = Task.CompletedTask;

    private DeliveryLoad(Server server) => _server = server;

    public static async Task<DeliveryLoad> StartAsync(Server server, CancellationToken cancellationToken)
    {
        var load = new DeliveryLoad(server);
        // The last connection is the publisher's.
        for (var i = 0; i <= Subscribers; i++)
            load._connections.Add(await RawRequest.ConnectAsync(server.Url, cancellationToken));
        foreach (var subscriber in load._connections.SkipLast(1))
            await subscriber.OpenAsync(RawRequest.Events(Topic), cancellationToken);
        load._reading = Task.WhenAll(load._connections.SkipLast(1).Select(load.ReadAsync));
        return load;
    }

    /// <summary>Publishes for some time, and returns the server's processor time of each delivery.</summary>
    public async Task<double> MicrosecondsAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var before = ProcessorTime.Of(_server.Process!);
        var messages = await RunAsync(time, cancellationToken);
        return (ProcessorTime.Of(_server.Process!) - before) * 1_000_000 / (messages * Subscribers);
    }

    /// <summary>Publishes for some time, and returns the number of messages.</summary>
    public async Task<int> RunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var publish = RawRequest.Publish(Topic, new string('x', Bytes));
        var messages = 0;
        using var pace = new PeriodicTimer(s_pace);
        for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < time; messages++)
        {
            await pace.WaitForNextTickAsync(cancellationToken);
            await _connections[^1].SendAsync(publish, cancellationToken);
        }

        return messages;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var connection in _connections)
            connection.Dispose();
        _stop.Dispose();
    }

    private async Task ReadAsync(RawRequest subscriber)
    {
        while (!_stop.IsCancellationRequested)
            await subscriber.ReadAsync(_stop.Token);
    }
}
