namespace Streaming.Server.Core.Messages;

/// <summary>Formats a message's time: UTC, ISO 8601, always with microseconds (<c>2026-11-22T19:34:09.707282Z</c>).</summary>
internal static class MessageTime
{
    /// <summary>The length of the text, in bytes.</summary>
    public const int Length = 27;

    /// <summary>Writes the text. The destination must have at least 28 bytes.</summary>
    public static ReadOnlySpan<byte> Format(DateTime utc, Span<byte> destination)
    {
        // The round-trip format is the fastest one, and has one digit more than messages store.
        utc.TryFormat(destination, out _, "O");
        destination[Length - 1] = (byte)'Z';
        return destination[..Length];
    }
}
