using System.Diagnostics.CodeAnalysis;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Holds those messages of one topic that this process received before a message with a lower offset. The number and the bytes of these
/// messages are limited. The class is not thread-safe: the lock of the topic protects it.
/// </summary>
internal sealed class EarlyMessages
{
    /// <summary>The maximum number of early messages of one topic (4,096).</summary>
    public const int MaxMessages = 4_096;

    /// <summary>The number of bytes of early messages at which no further message is added (4 MiB).</summary>
    public const long MaxBytes = 4 << 20;

    private readonly SortedDictionary<long, Message> _messages = [];
    private long _bytes;

    /// <summary>Whether the limit of early messages is reached, so that no further message is added.</summary>
    public bool IsFull => _messages.Count >= MaxMessages || _bytes >= MaxBytes;

    /// <summary>Whether no early message of the topic is waiting.</summary>
    public bool IsEmpty => _messages.Count == 0;

    /// <summary>
    /// Adds an early message. Does nothing if the limit is reached: the message is in the log, and is read again together with the messages
    /// before it.
    /// </summary>
    public void Add(Message message)
    {
        if (!IsFull && _messages.TryAdd(message.Offset, message))
            _bytes += message.Size;
    }

    /// <summary>Returns whether the early message with this offset is waiting.</summary>
    public bool Contains(long offset) => _messages.ContainsKey(offset);

    /// <summary>Removes and returns the early message with this offset. Returns false if no such message is waiting.</summary>
    public bool TryTake(long offset, [MaybeNullWhen(false)] out Message message)
    {
        if (!_messages.Remove(offset, out message))
            return false;
        _bytes -= message.Size;
        return true;
    }

    /// <summary>Removes the early messages with offsets lower than the given one.</summary>
    public void DropBefore(long offset)
    {
        foreach (var early in _messages.Keys.TakeWhile(early => early < offset).ToList())
            TryTake(early, out _);
    }
}
