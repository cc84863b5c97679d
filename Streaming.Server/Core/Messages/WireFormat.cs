namespace Streaming.Server.Core.Messages;

/// <summary>
/// Encodes messages for one transport. Each message is encoded only once for each transport, and all subscribers of the transport share the
/// encoded bytes.
/// </summary>
/// <remarks>
/// Create only one static instance for each transport: a message keeps its encoded bytes in an array, in which each instance has an index.
/// </remarks>
internal abstract class WireFormat
{
    private static int s_count;

    /// <summary>
    /// Creates the encoder of messages for one transport, and assigns it a number. The number is the index under which each message keeps
    /// its encoded bytes.
    /// </summary>
    protected WireFormat() => Index = Interlocked.Increment(ref s_count) - 1;

    internal static int Count => Volatile.Read(ref s_count);

    internal int Index { get; }

    /// <summary>
    /// Encodes one message completely, as it is sent to clients. Two calls with the same message must return the same bytes.
    /// </summary>
    /// <returns>The encoded message; empty if this transport does not send messages of this type.</returns>
    protected internal abstract byte[] Encode(Message message);

    /// <summary>
    /// Encodes several messages with consecutive offsets that are sent together. By default, the encodings of the messages are written one
    /// after the other; a transport may override this.
    /// </summary>
    /// <param name="messages">The messages, at least one.</param>
    /// <param name="endsAtNewest">Whether the last of the given messages is the newest message of the topic.</param>
    protected internal virtual byte[] Join(IReadOnlyList<Message> messages, bool endsAtNewest)
    {
        if (messages.Count == 1)
            return messages[0].Frame(this);
        var length = 0;
        foreach (var message in messages)
            length += message.Frame(this).Length;
        var bytes = new byte[length];
        var at = 0;
        foreach (var message in messages)
        {
            var frame = message.Frame(this);
            frame.CopyTo(bytes, at);
            at += frame.Length;
        }

        return bytes;
    }
}
