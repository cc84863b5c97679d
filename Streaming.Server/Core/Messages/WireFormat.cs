namespace Streaming.Server.Core.Messages;

/// <summary>One way to write a message for a wire. A message in memory is encoded once per format, and all readers share the bytes.</summary>
/// <remarks>Make one static instance of each format: the instance is the key under which a message keeps its bytes.</remarks>
public abstract class WireFormat
{
    private static int s_count;

    /// <summary>Gives the format its place in every message.</summary>
    protected WireFormat() => Index = Interlocked.Increment(ref s_count) - 1;

    internal static int Count => Volatile.Read(ref s_count);

    internal int Index { get; }

    /// <summary>Writes the whole frame of one message. Must be pure: two calls give the same bytes.</summary>
    /// <returns>The frame; empty if this format does not show the message.</returns>
    protected internal abstract byte[] Encode(Message message);
}
