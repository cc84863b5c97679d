using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Streaming.Tests.Support;

/// <summary>A member of a room with a WebSocket client.</summary>
public sealed class RoomClient : IAsyncDisposable
{
    private readonly byte[] _buffer = new byte[256 * 1024];

    private RoomClient(ClientWebSocket socket) => Socket = socket;

    public ClientWebSocket Socket { get; }

    public static async Task<RoomClient> JoinAsync(TestServer server, string room, string query = "")
    {
        var socket = new ClientWebSocket();
        var address = new UriBuilder(new Uri(server.Address, $"/ws/{room}")) { Scheme = "ws", Query = query };
        await socket.ConnectAsync(address.Uri, CancellationToken.None).OrTimeout();
        return new RoomClient(socket);
    }

    public Task SendTextAsync(string text) =>
        Socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None).OrTimeout();

    /// <summary>
    /// Reads the next text frame; null if the server has closed the connection (see <see cref="ClientWebSocket.CloseStatus"/>).
    /// </summary>
    public async Task<string?> ReceiveTextAsync()
    {
        var length = 0;
        while (true)
        {
            var part = await Socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None).OrTimeout();
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            length += part.Count;
            if (part.EndOfMessage)
                return Encoding.UTF8.GetString(_buffer, 0, length);
        }
    }

    /// <summary>Reads the next frame of a connection with format=json.</summary>
    /// <param name="withCaughtUp">Whether the frame <c>caught-up</c>, which ends a replay, is returned.</param>
    public async Task<JsonElement> ReceiveJsonAsync(bool withCaughtUp = false)
    {
        while (true)
        {
            var frame = JsonDocument.Parse(await ReceiveTextAsync() ?? throw new EndOfStreamException("The server closed.")).RootElement;
            if (withCaughtUp || frame.GetProperty("type").GetString() != "caught-up")
                return frame;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Socket.State == WebSocketState.Open)
            await Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).OrTimeout();
        Socket.Dispose();
    }
}
