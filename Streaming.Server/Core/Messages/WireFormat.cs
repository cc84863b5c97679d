namespace Streaming.Server.Core.Messages;

/// <summary>
/// Encodes messages for one transport. A message in memory is encoded only once for each format, and all its subscribers share the bytes.
/// </summary>
/// <remarks>Create one static instance of each format, since a message keeps its encoded bytes under the index of the instance.</remarks>
internal abstract class WireFormat
{
    private static int s_count;

    /// <summary>Assigns the format its index, under which each message keeps its encoded bytes.</summary>
    protected WireFormat() => Index = Interlocked.Increment(ref s_count) - 1;

    internal static int Count => Volatile.Read(ref s_count);

    internal int Index { get; }

    /// <summary>
    /// Encodes one message completely, as it is sent to a client. Two calls with the same message must return the same bytes.
    /// </summary>
    /// <returns>The encoded message; empty if messages of this kind are not sent in this format.</returns>
    protected internal abstract byte[] Encode(Message message);
}
