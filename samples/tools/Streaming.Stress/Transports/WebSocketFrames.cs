using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace Streaming.Stress.Transports;

/// <summary>Opens WebSockets, and reads their messages.</summary>
internal static class WebSocketFrames
{
    /// <summary>Opens a WebSocket.</summary>
    /// <param name="server">The address of the server (http).</param>
    /// <param name="path">The path.</param>
    /// <param name="query">The query without a question mark.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="WebSocketException">The connection failed, or the server refused it.</exception>
    public static async Task<ClientWebSocket> OpenAsync(Uri server, string path, string query, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            await socket.ConnectAsync(new UriBuilder(new Uri(server, path)) { Scheme = "ws", Query = query }.Uri, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Returns the messages until the server closes the connection.</summary>
    /// <exception cref="WebSocketException">The connection broke off.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        WebSocket socket, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        for (var length = 0; ;)
        {
            if (length == buffer.Length)
                Array.Resize(ref buffer, 2 * length);
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
                yield break;
            length += part.Count;
            if (!part.EndOfMessage)
                continue;
            yield return buffer.AsMemory(0, length);
            length = 0;
        }
    }
}
