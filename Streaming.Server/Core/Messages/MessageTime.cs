namespace Streaming.Server.Core.Messages;

/// <summary>A message's time as text: UTC, ISO 8601, always with microseconds (<c>2026-11-22T19:34:09.707282Z</c>).</summary>
internal static class MessageTime
{
    /// <summary>The length of the text, in bytes.</summary>
    public const int Length = 27;

    /// <summary>Writes the text; the destination has room for at least 28 bytes.</summary>
    public static ReadOnlySpan<byte> Format(DateTime utc, Span<byte> destination)
    {
        // The round-trip format is by far the fastest one, and has one digit more than is kept.
        utc.TryFormat(destination, out _, "O");
        destination[Length - 1] = (byte)'Z';
        return destination[..Length];
    }
}
