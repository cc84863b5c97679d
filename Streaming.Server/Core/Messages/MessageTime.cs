namespace Streaming.Server.Core.Messages;

/// <summary>Formats the time of a message: UTC, ISO 8601, always with microseconds, such as <c>2026-11-22T19:34:09.707282Z</c>.</summary>
internal static class MessageTime
{
    /// <summary>The length of a formatted time, in bytes.</summary>
    public const int Length = 27;

    /// <summary>Writes a time in the format of messages. The destination must have at least 28 bytes.</summary>
    public static ReadOnlySpan<byte> Format(DateTime utc, Span<byte> destination)
    {
        // The .NET format "O" is the fastest one. It has one digit more than the times of messages; the "Z" replaces this digit.
        utc.TryFormat(destination, out _, "O");
        destination[Length - 1] = (byte)'Z';
        return destination[..Length];
    }
}
