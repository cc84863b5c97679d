using System.Net.WebSockets;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

internal sealed class RoomReader(Uri server, HttpClient? client) : TopicReader
{
    private readonly byte[] _buffer = new byte[128 * 1024];
    private ClientWebSocket? _socket;

    public override async Task ConnectAsync(string after)
    {
        Break();
        _socket = new ClientWebSocket();
        var address = new UriBuilder(new Uri(server, "/ws/lobby")) { Scheme = "ws", Query = $"format=json&after={after}" }.Uri;
        await _socket.ConnectAsync(address, client, CancellationToken.None).OrTimeout();
    }

    public override async Task<Delivered?> NextAsync()
    {
        while (true)
        {
            var frame = await NextFrameAsync();
            if (frame?.Type != "caught-up")
                return frame;
        }
    }

    private async Task<Delivered?> NextFrameAsync()
    {
        try
        {
            var length = 0;
            while (true)
            {
                var part = await _socket!.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None).OrTimeout();
                if (part.MessageType == WebSocketMessageType.Close)
                    return null;
                length += part.Count;
                if (part.EndOfMessage)
                    break;
            }

            using var json = JsonDocument.Parse(_buffer.AsMemory(0, length));
            var data = json.RootElement.GetProperty("data");
            // The frame that ends a replay has no position.
            var position = json.RootElement.TryGetProperty("position", out var given) ? given.GetString()! : string.Empty;
            return new Delivered(position, json.RootElement.GetProperty("type").GetString()!, data.ToString());
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    public override void Break()
    {
        _socket?.Abort();
        _socket?.Dispose();
        _socket = null;
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            if (_socket is { State: WebSocketState.Open })
                await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).OrTimeout();
        }
        catch (WebSocketException)
        {
            // The server closed the connection first.
        }

        Break();
    }
}
