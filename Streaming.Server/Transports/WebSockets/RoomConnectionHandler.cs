using System.IO.Pipelines;
using System.Net.WebSockets;
using Streaming.Server.Core.Messages;
using Streaming.Server.Fanout;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Fanout.Writers;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>Runs the WebSocket connection of a member of a room, from its start until it is closed.</summary>
internal sealed partial class RoomConnectionHandler(
    FanoutEngine fanout, RoomProtocols protocols, RoomPublisher publisher, WebSocketReceiverFactory receivers,
        ILogger<RoomConnectionHandler> logger)
{
    /// <summary>
    /// Runs a member's WebSocket until it ends, and then closes the member's stream. The WebSocket ends when the connection ends, when the
    /// member does not answer pings or is too slow, or when the server stops.
    /// </summary>
    public async Task RunAsync(
        OpenedStream stream, RoomWireFormat format, PipeReader input, ConnectionWriter output, CancellationToken closed)
    {
        var (reader, lease) = stream.HandOver();
        var subscriber = new Subscriber(reader, output, protocols.Of(format));
        var frames = new WebSocketSubscriberStream(input, subscriber);
        using var socket = WebSocket.CreateFromStream(
            frames, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        var writing = fanout.RunAsync(subscriber, lease, closed, stream);
        try
        {
            var handler = new RoomConnection(subscriber, stream, publisher);
            var messages = receivers.Create(
                socket, frames, WebSocketMessageType.Text, publisher.MaxMessageBytes(reader.Topic.Name), handler);
            var receiving = messages.ReceiveAllAsync(closed);
            await Task.WhenAny(receiving, writing);
            // Waits until all queued frames are written, including the close frame. Only then does the connection end.
            subscriber.Finish(lastFrame: []);
            await messages.CloseAsync(writing, receiving, output, protocols.CloseTimeout, closed);
            LogEnded(subscriber.Reader.Topic.Name, await receiving);
        }
        finally
        {
            subscriber.End();
            await writing;
            await stream.DisposeAsync();
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "Closed the connection of a member of {Topic}: {Reason}")]
    private partial void LogEnded(TopicName topic, string reason);
}
