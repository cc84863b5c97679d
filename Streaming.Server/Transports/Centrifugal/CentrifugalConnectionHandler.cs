using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.Extensions.Options;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Runs a Centrifugal client's session over a WebSocket, from the first command to the close.</summary>
internal sealed class CentrifugalConnectionHandler(
    ClientSessions sessions, WebSocketReceiverFactory receivers, IOptions<CentrifugalOptions> options)
{
    /// <summary>
    /// Runs a client's session until it ends, and then closes it. The session ends when the connection ends, when the client does not
    /// answer pings or violates the protocol, or when the server stops.
    /// </summary>
    public async Task RunAsync(ClientRequest request, IDisposable slot, PipeReader input, ConnectionWriter output, CancellationToken closed)
    {
        var session = sessions.Open(request, output);
        var connection = session.Connection;
        var stream = new WebSocketSubscriberStream(input, connection);
        using var socket = WebSocket.CreateFromStream(
            stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        try
        {
            var messages = receivers.Create(socket, stream, request.Wire.Kind, options.Value.MaxFrameBytes, session.Commands);
            var receiving = messages.ReceiveAllAsync(closed);
            await Task.WhenAny(receiving, connection.Closing, connection.Writer.Completion);
            // Waits until all queued frames are written, including the close frame. Only then does the connection end.
            connection.Writer.Finish(lastFrame: []);
            await messages.CloseAsync(connection.Writer.Completion, receiving, connection.Writer, options.Value.CloseTimeout, closed);
        }
        finally
        {
            await sessions.CloseAsync(session, slot);
        }
    }
}
