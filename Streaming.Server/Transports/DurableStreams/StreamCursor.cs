using System.Globalization;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Calculates the cursors of live responses. A cursor is the number of the current interval of 20 seconds. A client sends the cursor of its
/// last response with its next request. So a cache never answers with a response that the client already has.
/// </summary>
internal static class StreamCursor
{
    private const long IntervalSeconds = 20;

    // The maximum number of intervals by which a cursor (the number of an interval of 20 seconds) may be ahead of the current time: 180,
    // which is one hour.
    private const int MaxJitter = 180;

    // The server increases a cursor (the number of an interval) of a client only up to this value. If it increased a larger cursor,
    // JavaScript could not represent the result exactly.
    private const long Largest = (1L << 53) - 1 - MaxJitter;

    private static readonly DateTime s_origin = new(2024, 10, 9, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Returns the cursor that belongs to a time: the number of its interval of 20 seconds.</summary>
    public static long At(DateTime time) => Math.Max(0, (time - s_origin).Ticks / (IntervalSeconds * TimeSpan.TicksPerSecond));

    /// <summary>
    /// Returns the cursor (number of a 20-second interval) for a response: that of the current time, or a later one if the client already
    /// has this one.
    /// </summary>
    /// <param name="client">The cursor (the number of a 20-second interval) that the client has sent; null if the request has none.</param>
    /// <param name="time">The current time.</param>
    public static long After(long? client, DateTime time)
    {
        var current = At(time);
        return client is { } cursor && cursor >= current && cursor <= Largest
            ? cursor + Random.Shared.Next(1, MaxJitter + 1)
            : current;
    }

    /// <summary>
    /// Reads the cursor (the number of a 20-second interval) that a client has sent. Returns null if the text is not a number.
    /// </summary>
    public static long? Parse(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var cursor) ? cursor : null;

    /// <summary>Returns a cursor (the number of a 20-second interval) as text.</summary>
    public static string Format(long cursor) => cursor.ToString(CultureInfo.InvariantCulture);
}
