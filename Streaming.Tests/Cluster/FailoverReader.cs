using System.Net.WebSockets;
using Microsoft.AspNetCore.SignalR;

namespace Streaming.Tests.Cluster;

/// <summary>
/// A reader that records all that it receives of a topic, and reconnects to any node with its position when its connection ends.
/// </summary>
internal sealed class FailoverReader(string transport, string topic, ClusterTransport read, ClusterNodes nodes, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<Received> _received = [];
    private readonly Lock _gate = new();
    private string? _position;
    private long _last;

    public string Name => $"{transport} reader of {topic}";

    public string Topic => topic;

    /// <summary>
    /// Whether a new subscription after a loss starts with the newest message, so that the client loads the others itself.
    /// </summary>
    public bool SkipsAfterGap => transport == "centrifugal";

    /// <summary>The offset of the last message.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>The last problem of a connection.</summary>
    public string? Problem { get; private set; }

    /// <summary>Messages and gaps in the order of their arrival.</summary>
    public IReadOnlyList<Received> Received
    {
        get
        {
            lock (_gate)
                return [.. _received];
        }
    }

    /// <summary>Reads until it is cancelled, and continues after the last position when it is called again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var received in read(nodes.Any(_random), topic, _position, cancellationToken))
                    Take(received);
            }
            catch (Exception e) when (cancellationToken.IsCancellationRequested || e is HttpRequestException or IOException
                or WebSocketException or AggregateException or OperationCanceledException or HubException or InvalidOperationException
                or TimeoutException)
            {
                Problem = e.Message;
            }

            await Task.Delay(_random.Next(20, 100), CancellationToken.None);
        }
    }

    private void Take(Received received)
    {
        lock (_gate)
            _received.Add(received);
        _position = received.Position;
        Volatile.Write(ref _last, received.Offset);
    }
}
