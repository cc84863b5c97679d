using System.Diagnostics.CodeAnalysis;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Messages of one topic that arrived before an earlier message, limited in number and in bytes. Not thread-safe: the topic's lock protects
/// it.
/// </summary>
internal sealed class EarlyMessages
{
    /// <summary>The maximum number of messages.</summary>
    public const int MaxMessages = 4_096;

    /// <summary>The number of bytes after which no message is added.</summary>
    public const long MaxBytes = 4 << 20;

    private readonly SortedDictionary<long, Message> _messages = [];
    private long _bytes;

    /// <summary>Whether no message can be added.</summary>
    public bool IsFull => _messages.Count >= MaxMessages || _bytes >= MaxBytes;

    /// <summary>Whether it holds no message.</summary>
    public bool IsEmpty => _messages.Count == 0;

    /// <summary>Adds a message unless the limit is reached: the log has it, and it is read with those before it.</summary>
    public void Add(Message message)
    {
        if (!IsFull && _messages.TryAdd(message.Offset, message))
            _bytes += message.Size;
    }

    /// <summary>Whether it holds the message with this offset.</summary>
    public bool Contains(long offset) => _messages.ContainsKey(offset);

    /// <summary>Takes the message with this offset, if it is here.</summary>
    public bool TryTake(long offset, [MaybeNullWhen(false)] out Message message)
    {
        if (!_messages.Remove(offset, out message))
            return false;
        _bytes -= message.Size;
        return true;
    }

    /// <summary>Removes the messages with offsets below this one.</summary>
    public void DropBefore(long offset)
    {
        foreach (var early in _messages.Keys.TakeWhile(early => early < offset).ToList())
            TryTake(early, out _);
    }
}
