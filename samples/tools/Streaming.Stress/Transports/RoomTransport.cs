using System.Runtime.CompilerServices;
using System.Text.Json;
using Streaming.Stress.Ledgers;

namespace Streaming.Stress.Transports;

/// <summary>A room over WebSocket (<c>/ws/{room}?format=json</c>). Its topics begin with <c>room:</c>.</summary>
internal sealed class RoomTransport : ITransport
{
    private const string Prefix = "room:";

    public string Name => "room";

    public bool HasSeveralTopics => false;

    public async IAsyncEnumerable<Delivery> ReadAsync(
        Uri server, IReadOnlyList<string> topics, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var socket = await WebSocketFrames.OpenAsync(
            server, $"/ws/{topics[0][Prefix.Length..]}", $"format=json&after={after ?? "earliest"}", cancellationToken);
        await foreach (var frame in WebSocketFrames.ReadAsync(socket, cancellationToken))
        {
            if (Parse(topics[0], frame) is { } delivery)
                yield return delivery;
        }
    }

    private static Delivery? Parse(string topic, ReadOnlyMemory<byte> frame)
    {
        using var message = JsonDocument.Parse(frame);
        var root = message.RootElement;
        var type = root.GetProperty("type").GetString()!;
        if (type == "caught-up")
            return null;
        if (type == "error")
            throw new TransportException(root.ToString());
        var position = Position.Parse(root.GetProperty("position").GetString()!);
        return new Delivery(new ReceivedMessage(topic, position, type, root.GetProperty("data").ToString()), position.ToString());
    }
}
