namespace Streaming.Server.Core.Messages;

/// <summary>Formats the time of a message: UTC, ISO 8601, always with microseconds, such as <c>2026-11-22T19:34:09.707282Z</c>.</summary>
internal static class MessageTime
{
    /// <summary>The length of a formatted message time, in bytes.</summary>
    public const int Length = 27;

    /// <summary>
    /// Writes a time in the format of messages, such as <c>2026-11-22T19:34:09.707282Z</c>. The destination must have at least 28 bytes.
    /// </summary>
    public static ReadOnlySpan<byte> Format(DateTime utc, Span<byte> destination)
    {
        // The format "O" of .NET is the fastest one. It writes seven digits after the second, but times of messages have six, so the "Z"
        // replaces the last digit.
        utc.TryFormat(destination, out _, "O");
        destination[Length - 1] = (byte)'Z';
        return destination[..Length];
    }
}
