using System.Net.WebSockets;
using System.Text;
using Streaming.Stress.Transports;

namespace Streaming.Stress.Scenarios;

/// <summary>A member of a room, with one connection at most: a plain WebSocket, or a Centrifugal client in JSON.</summary>
/// <param name="server">The address of the relay.</param>
/// <param name="room">The room.</param>
/// <param name="name">The member's name.</param>
/// <param name="isCentrifugal">Whether the member uses the Centrifugal protocol.</param>
internal sealed class RoomMember(Uri server, string room, string name, bool isCentrifugal) : IAsyncDisposable
{
    private ClientWebSocket? _socket;
    private Task _reading = Task.CompletedTask;

    public string Name => name;

    /// <summary>Whether the connection is open, as far as the client knows.</summary>
    public bool IsConnected => _socket is { State: WebSocketState.Open } && !_reading.IsCompleted;

    /// <summary>Joins the room, unless the member is connected.</summary>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        if (IsConnected)
            return;
        _socket?.Dispose();
        _socket = null;
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(TimeSpan.FromSeconds(20));
        try
        {
            _socket = await WebSocketFrames.OpenAsync(
                server, isCentrifugal ? "/connection/websocket" : $"/ws/{room}", $"name={name}", late.Token);
            if (isCentrifugal)
            {
                await SendAsync("{\"id\":1,\"connect\":{}}", late.Token);
                await SendAsync($"{{\"id\":2,\"subscribe\":{{\"channel\":\"room:{room}\"}}}}", late.Token);
            }

            _reading = ReadAsync(_socket);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The relay has cut the connection meanwhile.
        }
    }

    /// <summary>Leaves the room in order, or by a cut of the connection.</summary>
    public async Task LeaveAsync()
    {
        if (_socket is not { } socket)
            return;
        _socket = null;
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            if (socket.State == WebSocketState.Open)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, late.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection has ended already.
        }

        socket.Dispose();
        await _reading;
    }

    public async ValueTask DisposeAsync() => await LeaveAsync();

    private async Task ReadAsync(ClientWebSocket socket)
    {
        try
        {
            await foreach (var frame in WebSocketFrames.ReadAsync(socket, CancellationToken.None))
            {
                if (isCentrifugal && frame.Length <= 3)
                    await SendAsync("{}", CancellationToken.None);
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException
            or InvalidOperationException)
        {
            // The connection has ended.
        }
    }

    private Task SendAsync(string text, CancellationToken cancellationToken) => _socket is { } socket
        ? socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, cancellationToken)
        : Task.CompletedTask;
}
