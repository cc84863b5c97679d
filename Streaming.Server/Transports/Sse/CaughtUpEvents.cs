using System.Buffers;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.Sse;

/// <summary>
/// Tracks the replay (the messages that the client missed) of each topic on an event stream of several topics, and writes the event
/// <c>caught-up</c> where the replay of a topic ends.
/// </summary>
internal sealed class CaughtUpEvents
{
    private readonly Dictionary<TopicName, Position> _waiting = [];
    private readonly List<KeyValuePair<TopicName, Position>> _reached = [];

    /// <param name="subscription">
    /// The subscription whose messages are sent. Null for messages from another source; no event <c>caught-up</c> is written for them.
    /// </param>
    public CaughtUpEvents(Subscription? subscription)
    {
        foreach (var reader in subscription?.Readers ?? [])
        {
            if (reader.ReplayEnd is not { } end)
                continue;
            var head = KeyValuePair.Create(reader.Topic.Name, new Position(reader.Epoch, end));
            // A topic may start with a gap (a message in place of deleted messages). The event 'caught-up' is then written after the gap,
            // and not before the first message.
            if (reader.Next > end && !reader.HasGap)
                _reached.Add(head);
            else
                _waiting.Add(head.Key, head.Value);
        }
    }

    /// <summary>
    /// Encodes the event <c>caught-up</c>, which marks the end of a topic's replay (the messages that the client missed).
    /// </summary>
    public static byte[] Event(TopicName topic, Position head) =>
        [.. "event: caught-up\ndata: "u8, .. CaughtUp.Data(topic, head), .. "\n\n"u8];

    /// <summary>
    /// Writes the event <c>caught-up</c> for each topic of which the client missed no messages. Called before the first message of the
    /// stream is written.
    /// </summary>
    public void WriteFirst(IBufferWriter<byte> output)
    {
        foreach (var (topic, head) in _reached)
            output.Write(Event(topic, head));
        _reached.Clear();
    }

    /// <summary>Writes the event <c>caught-up</c> if the given message was the last missed message of its topic.</summary>
    public void WriteAfter(Message message, IBufferWriter<byte> output)
    {
        if (_waiting.Count == 0 || !_waiting.TryGetValue(message.Topic, out var head) || message.Offset < head.Offset)
            return;
        _waiting.Remove(message.Topic);
        output.Write(Event(message.Topic, head));
    }
}
