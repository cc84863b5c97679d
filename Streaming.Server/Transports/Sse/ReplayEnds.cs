using System.Buffers;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.Sse;

/// <summary>Writes an event at the end of each topic's replay, on a stream of several topics.</summary>
internal sealed class ReplayEnds
{
    private readonly Dictionary<TopicName, Position> _waiting = [];
    private readonly List<KeyValuePair<TopicName, Position>> _reached = [];

    /// <param name="subscription">The subscription; null for any other sequence, which has no replay.</param>
    public ReplayEnds(Subscription? subscription)
    {
        foreach (var cursor in subscription?.Readers ?? [])
        {
            if (cursor.ReplayEnd is not { } end)
                continue;
            var head = KeyValuePair.Create(cursor.Topic.Name, new Position(cursor.Topic.Epoch, end));
            // A gap, if there is one, is written first.
            if (cursor.Next > end && !cursor.HasGap)
                _reached.Add(head);
            else
                _waiting.Add(head.Key, head.Value);
        }
    }

    /// <summary>The event that ends a replay.</summary>
    public static byte[] Event(TopicName topic, Position head) =>
        [.. "event: caught-up\ndata: "u8, .. CaughtUp.Data(topic, head), .. "\n\n"u8];

    /// <summary>Writes the events of topics that have nothing to replay.</summary>
    public void WriteFirst(IBufferWriter<byte> output)
    {
        foreach (var (topic, head) in _reached)
            output.Write(Event(topic, head));
        _reached.Clear();
    }

    /// <summary>Writes the event if this message was the last one of its topic's replay.</summary>
    public void WriteAfter(Message message, IBufferWriter<byte> output)
    {
        if (_waiting.Count == 0 || !_waiting.TryGetValue(message.Topic, out var head) || message.Offset < head.Offset)
            return;
        _waiting.Remove(message.Topic);
        output.Write(Event(message.Topic, head));
    }
}
