using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streaming.Benchmark.Cluster;

/// <summary>
/// Opens subscribers that receive a topic as server-sent events and only count the messages, by a character that each message contains
/// once.
/// </summary>
internal sealed class EventDrain : IDisposable
{
    private const byte Marker = (byte)'~';

    private readonly Socket[] _sockets;
    private long _received;

    private EventDrain(Socket[] sockets) => _sockets = sockets;

    /// <summary>The number of messages that all subscribers together have received.</summary>
    public long Received => Interlocked.Read(ref _received);

    public static async Task<EventDrain> OpenAsync(Uri server, string topic, int subscribers, CancellationToken cancellationToken)
    {
        var request = Encoding.ASCII.GetBytes(
            $"GET /topics/{topic}/events HTTP/1.1\r\nHost: {server.Authority}\r\nAccept: text/event-stream\r\n\r\n");
        var drain = new EventDrain([.. Enumerable.Range(0, subscribers).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp))]);
        foreach (var socket in drain._sockets)
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), cancellationToken);
            await socket.SendAsync(request, cancellationToken);
            var buffer = new byte[4_096];
            // The response headers have arrived: the server sends them after it has attached the subscriber.
            await socket.ReceiveAsync(buffer, cancellationToken);
            _ = drain.ReceiveAsync(socket, buffer);
        }

        return drain;
    }

    /// <summary>Waits until the subscribers have received the given number of messages.</summary>
    /// <exception cref="BenchmarkException">The subscribers have not received the messages in time.</exception>
    public async Task ReachAsync(long messages, TimeSpan limit, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; Received < messages; waited += TimeSpan.FromMilliseconds(10))
        {
            if (waited > limit)
                throw new BenchmarkException($"The subscribers have received {Received} of {messages} messages.");
            await Task.Delay(10, cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    private async Task ReceiveAsync(Socket socket, byte[] buffer)
    {
        try
        {
            while (await socket.ReceiveAsync(buffer) is > 0 and var read)
                Interlocked.Add(ref _received, buffer.AsSpan(0, read).Count(Marker));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The measurement has ended, so the stream is cancelled.
        }
    }
}
