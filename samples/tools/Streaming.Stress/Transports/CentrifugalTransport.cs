using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Google.Protobuf;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Stress.Clients;
using Streaming.Stress.Ledgers;

namespace Streaming.Stress.Transports;

/// <summary>
/// The Centrifugal protocol over WebSocket, in JSON or Protobuf. A client that has missed too much for a recovery downloads the missed
/// messages from the history, as the documentation says.
/// </summary>
internal sealed class CentrifugalTransport(bool isProtobuf) : ITransport
{
    public string Name => isProtobuf ? "centrifugal-protobuf" : "centrifugal-json";

    public bool HasSeveralTopics => true;

    public async IAsyncEnumerable<Delivery> ReadAsync(
        Uri server, IReadOnlyList<string> topics, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var positions = CentrifugalPositions.Parse(after);
        using var socket = await WebSocketFrames.OpenAsync(
            server, "/connection/websocket", isProtobuf ? "cf_protocol=protobuf" : string.Empty, cancellationToken);
        await SendAsync(socket, new Command { Id = 1, Connect = new ConnectRequest() }, cancellationToken);
        for (var i = 0; i < topics.Count; i++)
        {
            var request = new SubscribeRequest { Channel = topics[i], Recover = true };
            if (positions.Of(topics[i]) is { } position)
                (request.Epoch, request.Offset) = (position.Epoch, (ulong)position.Offset);
            await SendAsync(socket, new Command { Id = (uint)i + 2, Subscribe = request }, cancellationToken);
        }

        await foreach (var frame in WebSocketFrames.ReadAsync(socket, cancellationToken))
        {
            foreach (var reply in isProtobuf ? CentrifugalCodec.FromProtobuf(frame.Span) : CentrifugalCodec.FromJson(frame.Span))
            {
                if (CentrifugalCodec.IsPing(reply))
                    await SendAsync(socket, new Command(), cancellationToken);
                if (reply.Error is { } error)
                    throw new TransportException($"{error.Code}: {error.Message}");
                // The server asks the client to subscribe again with its position.
                if (reply.Push?.Unsubscribe is not null)
                    yield break;
                if (reply.Subscribe is { } subscribed)
                {
                    await foreach (var message in MissedAsync(server, topics[(int)reply.Id - 2], subscribed, positions, cancellationToken))
                        yield return new Delivery(message, positions.Advance(message));
                }

                if (reply.Push?.Pub is { } publication)
                {
                    var message = Message(reply.Push.Channel, positions.EpochOf(reply.Push.Channel), publication);
                    yield return new Delivery(message, positions.Advance(message));
                }
            }
        }
    }

    private static async IAsyncEnumerable<ReceivedMessage> MissedAsync(
        Uri server, string topic, SubscribeResult subscribed, CentrifugalPositions positions,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var before = positions.Of(topic);
        positions.Begin(topic, subscribed.Epoch);
        foreach (var publication in subscribed.Publications)
            yield return Message(topic, subscribed.Epoch, publication);
        if (subscribed.Recovered || (long)subscribed.Offset == (before?.Offset ?? 0))
            yield break;
        await foreach (var message in HistoryClient.ReadAsync(server, topic, before, cancellationToken))
        {
            if (message.Position.Offset > (long)subscribed.Offset)
                yield break;
            yield return message;
        }
    }

    private static ReceivedMessage Message(string topic, string epoch, Publication publication)
    {
        using var data = JsonDocument.Parse(publication.Data.Memory);
        var type = publication.Tags.TryGetValue("type", out var tag) ? tag : "message";
        return new ReceivedMessage(topic, new Position(epoch, (long)publication.Offset), type, data.RootElement.ToString());
    }

    private Task SendAsync(ClientWebSocket socket, Command command, CancellationToken cancellationToken) => isProtobuf
        ? socket.SendAsync(CentrifugalCodec.ToProtobuf(command), WebSocketMessageType.Binary, true, cancellationToken)
        : socket.SendAsync(CentrifugalCodec.ToJson(command), WebSocketMessageType.Text, true, cancellationToken);
}
