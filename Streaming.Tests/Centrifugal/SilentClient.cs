using System.Net.WebSockets;
using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Centrifugal;

/// <summary>A client that sends commands and reads nothing.</summary>
internal sealed class SilentClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly HttpMessageInvoker _small = new(SmallWindow.CreateHandler());

    public async Task StartAsync(TestServer server, string command)
    {
        await _socket.ConnectAsync(
            new Uri($"ws://{server.Address.Authority}/connection/websocket"), _small, CancellationToken.None).OrTimeout();
        foreach (var frame in (string[])["{\"id\":1,\"connect\":{}}", $"{{\"id\":2,{command}}}"])
            await _socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true,
                CancellationToken.None).OrTimeout();
    }

    public void Dispose()
    {
        _socket.Dispose();
        _small.Dispose();
    }
}
