using System.Net;
using System.Net.Sockets;

namespace Streaming.Stress.Relay;

/// <summary>One connection of a client through the relay, with the connection to the server that belongs to it.</summary>
/// <param name="relay">The relay, whose faults apply to the connection.</param>
/// <param name="client">The client's connection.</param>
/// <param name="cutAfter">The number of bytes from the server after which the connection is cut; null for never.</param>
/// <param name="cutAfterRequest">The number of bytes from the client after which the connection is cut; null for never.</param>
internal sealed class RelayedConnection(TcpRelay relay, Socket client, int? cutAfter, int? cutAfterRequest) : IDisposable
{
    private const int BufferBytes = 16 * 1024;

    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Relays until one side ends or the relay cuts the connection.</summary>
    public async Task RunAsync(int port)
    {
        try
        {
            client.NoDelay = true;
            await _server.ConnectAsync(IPAddress.Loopback, port);
            await Task.WhenAny(CopyAsync(client, _server, cutAfterRequest), CopyAsync(_server, client, cutAfter));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The server cannot be reached, or the relay has cut the connection.
        }
    }

    /// <summary>Cuts the connection.</summary>
    public void Cut()
    {
        relay.CountCut();
        Dispose();
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    private async Task CopyAsync(Socket from, Socket to, int? limit)
    {
        try
        {
            var buffer = new byte[BufferBytes];
            for (var left = limit ?? int.MaxValue; left > 0;)
            {
                var size = Math.Min(left, relay.BytesPerSecond is { } rate ? Math.Clamp(rate / 10, 1, BufferBytes) : BufferBytes);
                var read = await from.ReceiveAsync(buffer.AsMemory(0, size));
                if (read == 0)
                    return;
                await PauseAsync();
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
                left = limit is null ? left : left - read;
            }

            relay.CountCut();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side has ended.
        }
    }

    private async Task PauseAsync()
    {
        if (relay.Delay > TimeSpan.Zero)
            await Task.Delay(relay.Delay);
        if (relay.BytesPerSecond is not null)
            await Task.Delay(100);
        await relay.Flowing;
    }
}
