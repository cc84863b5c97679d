namespace Streaming.Server.Core.Messages;

/// <summary>
/// Encodes messages for a transport. A message in memory is encoded once for each format, and all subscribers share the bytes.
/// </summary>
/// <remarks>Create one static instance of each format: the instance is the key under which a message keeps its bytes.</remarks>
internal abstract class WireFormat
{
    private static int s_count;

    /// <summary>Assigns the format its index in the frames of every message.</summary>
    protected WireFormat() => Index = Interlocked.Increment(ref s_count) - 1;

    internal static int Count => Volatile.Read(ref s_count);

    internal int Index { get; }

    /// <summary>Encodes the complete frame of one message. Two calls must return the same bytes.</summary>
    /// <returns>The frame; empty if this format omits the message.</returns>
    protected internal abstract byte[] Encode(Message message);
}
