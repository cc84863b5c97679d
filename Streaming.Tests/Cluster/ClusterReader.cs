using System.Net.WebSockets;
using Microsoft.AspNetCore.SignalR;

namespace Streaming.Tests.Cluster;

/// <summary>
/// A reader of a topic that keeps its position, and reconnects to another node at random moments and whenever its connection ends.
/// </summary>
internal sealed class ClusterReader(string name, string topic, ClusterTransport read, ClusterNodes nodes, Ledger ledger, int seed)
{
    private readonly Random _random = new(seed);
    private string? _position;
    private long _last;
    private int _longest = 6_000;

    /// <summary>The offset of the last message.</summary>
    public long Last => Volatile.Read(ref _last);

    public string Topic => topic;

    public string Name => name;

    /// <summary>The last problem of a connection.</summary>
    public string? Problem { get; private set; }

    public int Connections { get; private set; }

    /// <summary>Reads until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            turn.CancelAfter(TimeSpan.FromMilliseconds(_random.Next(_longest / 12, _longest)));
            var before = _last;
            try
            {
                Connections++;
                await foreach (var message in read(nodes.Any(_random), topic, _position, turn.Token))
                    Take(message);
            }
            catch (Exception e) when (turn.IsCancellationRequested || e is HttpRequestException or IOException or WebSocketException
                or AggregateException or OperationCanceledException or HubException or InvalidOperationException or TimeoutException)
            {
                Problem = turn.IsCancellationRequested ? null : e.Message;
            }
            catch (Exception e)
            {
                ledger.Fault($"{name}: {e}");
                ledger.SignalProgress();
                return;
            }

            // On a busy machine a connection may need longer to receive anything.
            _longest = _last > before ? 6_000 : Math.Min(2 * _longest, 60_000);
            await Task.Delay(_random.Next(20, 100), CancellationToken.None);
        }
    }

    private void Take(Received message)
    {
        if (message.Type == "gap")
        {
            ledger.Fault($"{name}: a gap in {topic} at {message.Position} after {_last}.");
        }
        else if (message.Offset != _last + 1)
        {
            ledger.Fault($"{name}: offset {message.Offset} of {topic} after {_last}.");
        }
        else
        {
            ledger.OnSeen(name, topic, message.Offset, message.Data);
        }

        _position = message.Position;
        Volatile.Write(ref _last, message.Offset);
        ledger.SignalProgress();
    }
}
