using System.Net.WebSockets;
using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fuzz;

/// <summary>
/// A WebSocket entry point. It opens a new WebSocket after the server has closed one, and reads and ignores the responses.
/// </summary>
internal sealed class SocketEntryPoint(
    Uri address, WebSocketMessageType type, string? subprotocol = null, string? greeting = null) : IAsyncDisposable
{
    // A connection may collect many subscriptions, so after some inputs a new connection tests more.
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
            // The server closed the connection before this input was sent: the next input opens a new one.
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
            // The server closed the connection already.
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

    // Reads until the server has closed the connection, and returns how.
    private static async Task<string> ReadAsync(ClientWebSocket socket)
    {
        var buffer = new byte[16_384];
        try
        {
            while (await socket.ReceiveAsync(buffer, CancellationToken.None) is { } received)
            {
                if (received.MessageType == WebSocketMessageType.Close)
                    return $"closed {(int?)socket.CloseStatus}";
                // SignalR's text for an error that is no refusal.
                var text = Encoding.UTF8.GetString(buffer.AsSpan(0, received.Count));
                if (text.Contains("An unexpected error occurred", StringComparison.Ordinal)
                    && !text.Contains("HubException", StringComparison.Ordinal))
                    throw new NotSupportedException(text);
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or IOException)
        {
            // An aborted connection is a response too.
        }

        return "closed";
    }
}
