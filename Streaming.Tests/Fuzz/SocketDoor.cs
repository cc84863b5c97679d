using System.Net.WebSockets;
using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fuzz;

/// <summary>A WebSocket that is opened anew when the server has closed it, and whose answers are read and passed over.</summary>
internal sealed class SocketDoor(
    Uri address, WebSocketMessageType type, string? subprotocol = null, string? greeting = null) : IAsyncDisposable
{
    // A connection may subscribe to so much, that after some inputs it is of more use to begin anew.
    private const int MaxInputs = 20;

    private ClientWebSocket? _socket;
    private Task<string>? _reading;
    private int _inputs;

    public async Task<string> SendAsync(byte[] message)
    {
        try
        {
            if (_socket is null)
                await OpenAsync();
            await _socket!.SendAsync(message, type, endOfMessage: true, CancellationToken.None).OrTimeout();
            if (++_inputs < MaxInputs && !_reading!.IsCompleted)
                return "taken";
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).OrTimeout();
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException or IOException)
        {
            // It was closed before this input had gone: the next one finds it open.
        }

        return await CloseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_socket is null)
            return;
        try
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).OrTimeout();
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException or IOException)
        {
            // It was closed already.
        }

        await CloseAsync();
    }

    private async Task OpenAsync()
    {
        _socket = new ClientWebSocket();
        if (subprotocol is not null)
            _socket.Options.AddSubProtocol(subprotocol);
        await _socket.ConnectAsync(address, CancellationToken.None).OrTimeout();
        _inputs = 0;
        _reading = ReadAsync(_socket);
        if (greeting is not null)
            await _socket.SendAsync(Encoding.UTF8.GetBytes(greeting), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None)
                .OrTimeout();
    }

    private async Task<string> CloseAsync()
    {
        try
        {
            return _reading is { } reading ? await reading.OrTimeout() : "closed";
        }
        finally
        {
            _socket?.Dispose();
            (_socket, _reading) = (null, null);
        }
    }

    // Until the server has closed it: how.
    private static async Task<string> ReadAsync(ClientWebSocket socket)
    {
        var buffer = new byte[16_384];
        try
        {
            while (await socket.ReceiveAsync(buffer, CancellationToken.None) is { } received)
            {
                if (received.MessageType == WebSocketMessageType.Close)
                    return $"closed {(int?)socket.CloseStatus}";
                // SignalR's way of saying that something went wrong which is no refusal.
                var text = Encoding.UTF8.GetString(buffer.AsSpan(0, received.Count));
                if (text.Contains("An unexpected error occurred", StringComparison.Ordinal)
                    && !text.Contains("HubException", StringComparison.Ordinal))
                    throw new NotSupportedException(text);
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or IOException)
        {
            // Cut off: that is an answer too.
        }

        return "closed";
    }
}
