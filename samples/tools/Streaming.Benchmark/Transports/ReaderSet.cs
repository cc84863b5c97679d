using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streaming.Benchmark.Transports;

/// <summary>Opens readers of a transport, which only count the messages, by two characters that each message contains once.</summary>
internal sealed class ReaderSet : IDisposable
{
    // One byte would not suffice: it may also be a part of the length of a frame.
    private const byte Filler = (byte)'x';
    private const byte End = (byte)'~';

    private readonly Socket[] _sockets;
    private readonly ReaderKind _kind;
    private readonly Uri _server;
    private long _received;

    private ReaderSet(Uri server, ReaderKind kind, Socket[] sockets) => (_server, _kind, _sockets) = (server, kind, sockets);

    /// <summary>The number of messages that all readers together have received.</summary>
    public long Received => Interlocked.Read(ref _received);

    public static async Task<ReaderSet> OpenAsync(Uri server, ReaderKind kind, int readers, CancellationToken cancellationToken)
    {
        var sockets = Enumerable.Range(0, readers).Select(static _ => new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        var set = new ReaderSet(server, kind, [.. sockets]);
        foreach (var socket in set._sockets)
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), cancellationToken);
            await socket.SendAsync(set.Request(kind.Path), cancellationToken);
            var buffer = new byte[16 * 1024];
            // The head of the response: the server sends it after it has attached the subscriber. A long poll has none yet.
            if (!kind.IsLongPoll)
                await socket.ReceiveAsync(buffer, cancellationToken);
            _ = set.RunAsync(socket, buffer);
        }

        return set;
    }

    /// <summary>Waits until the readers have received the given number of messages.</summary>
    /// <exception cref="BenchmarkException">The readers have not received the messages in time.</exception>
    public async Task ReachAsync(long messages, TimeSpan limit, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; Received < messages; waited += TimeSpan.FromMilliseconds(10))
        {
            if (waited > limit)
                throw new BenchmarkException($"{_kind.Name}: the readers have received {Received} of {messages} messages.");
            await Task.Delay(10, cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    private byte[] Request(string path) => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: {_server.Authority}\r\nAccept: */*\r\n" + (_kind.Opening is null ? "\r\n"
            : "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));

    private async Task RunAsync(Socket socket, byte[] buffer)
    {
        try
        {
            if (_kind.IsLongPoll)
            {
                await PollAsync(socket, buffer);
                return;
            }

            foreach (var message in _kind.Opening ?? [])
                await socket.SendAsync(Frame(message));
            for (byte last = 0; await socket.ReceiveAsync(buffer) is > 0 and var read; last = buffer[read - 1])
                Interlocked.Add(ref _received, Count(last, buffer.AsSpan(0, read)));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The measurement has ended, so the stream is cancelled.
        }
    }

    private async Task PollAsync(Socket socket, byte[] buffer)
    {
        for (var (length, end) = (0, -1); ; (length, end) = (0, -1))
        {
            while (end < 0 || length < end)
            {
                if (await socket.ReceiveAsync(buffer.AsMemory(length)) is not (> 0 and var read))
                    return;
                length += read;
                end = ResponseHead.EndOf(buffer.AsSpan(0, length));
            }

            Interlocked.Add(ref _received, Count(last: 0, buffer.AsSpan(0, length)));
            var next = ResponseHead.Value(buffer.AsSpan(0, length), "Stream-Next-Offset");
            await socket.SendAsync(Request(_kind.Path.Replace("now", next, StringComparison.Ordinal)));
        }
    }

    private static int Count(byte last, ReadOnlySpan<byte> bytes) =>
        bytes.Count([Filler, End]) + (last == Filler && bytes[0] == End ? 1 : 0);

    // A binary or text frame whose mask is zero. Protobuf and MessagePack need binary frames.
    private static byte[] Frame(byte[] message)
    {
        var isBinary = Array.Exists(message, static each => each is < 0x20 and not (0x0A or 0x1E));
        byte[] length = message.Length < 126 ? [(byte)(0x80 | message.Length)] : [0xFE, (byte)(message.Length >> 8), (byte)message.Length];
        return [(byte)(isBinary ? 0x82 : 0x81), .. length, 0, 0, 0, 0, .. message];
    }
}
