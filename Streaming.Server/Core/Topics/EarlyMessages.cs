using System.Diagnostics.CodeAnalysis;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Keeps the early messages of one topic: messages that this process received before messages with lower offsets. The number and the total
/// bytes of these messages are limited. The class is not thread-safe: the lock of the topic protects it.
/// </summary>
internal sealed class EarlyMessages
{
    /// <summary>
    /// The maximum number of early messages of one topic (4,096). An early message has arrived before a message with a lower offset.
    /// </summary>
    public const int MaxMessages = 4_096;

    /// <summary>
    /// The total size of early messages at which no further message is kept (4 MiB). An early message has arrived before a message with a
    /// lower offset.
    /// </summary>
    public const long MaxBytes = 4 << 20;

    private readonly SortedDictionary<long, Message> _messages = [];
    private long _bytes;

    /// <summary>
    /// Whether the limit for early messages (those that arrived before a message with a lower offset) is reached. Further early messages
    /// are not kept, but are read from the log later.
    /// </summary>
    public bool IsFull => _messages.Count >= MaxMessages || _bytes >= MaxBytes;

    /// <summary>Whether no early messages are kept (messages that arrived before a message with a lower offset).</summary>
    public bool IsEmpty => _messages.Count == 0;

    /// <summary>
    /// Keeps a message that arrived before a message with a lower offset. Does nothing if the limit is reached: the message is in the log,
    /// and is read from there later, together with the messages before it.
    /// </summary>
    public void Add(Message message)
    {
        if (!IsFull && _messages.TryAdd(message.Offset, message))
            _bytes += message.Size;
    }

    /// <summary>
    /// Returns whether the message with the given offset has arrived before its predecessors, and is kept until they arrive.
    /// </summary>
    public bool Contains(long offset) => _messages.ContainsKey(offset);

    /// <summary>
    /// Removes and returns the message with the given offset, if it has arrived before its predecessors and is kept here. Otherwise returns
    /// false.
    /// </summary>
    public bool TryTake(long offset, [MaybeNullWhen(false)] out Message message)
    {
        if (!_messages.Remove(offset, out message))
            return false;
        _bytes -= message.Size;
        return true;
    }

    /// <summary>Removes all kept messages with offsets lower than the given one.</summary>
    public void DropBefore(long offset)
    {
        foreach (var early in _messages.Keys.TakeWhile(early => early < offset).ToList())
            TryTake(early, out _);
    }
}
