using System.Globalization;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Calculates the cursors of live responses: the number of the current interval of 20 seconds. Clients send the cursor back, so that a
/// cache never answers a client with the response that the client already has.
/// </summary>
internal static class StreamCursor
{
    private const long IntervalSeconds = 20;

    // A client may be told of 1 s to 1 h later than now, which is 1 to 180 intervals.
    private const int MaxJitter = 180;

    // Larger numbers are not exact in JavaScript.
    private const long Largest = (1L << 53) - 1 - MaxJitter;

    private static readonly DateTime s_origin = new(2024, 10, 9, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Returns the cursor of a time.</summary>
    public static long At(DateTime time) => Math.Max(0, (time - s_origin).Ticks / (IntervalSeconds * TimeSpan.TicksPerSecond));

    /// <summary>
    /// Returns the cursor of a response: that of the time, or a later one if the client already has it.
    /// </summary>
    /// <param name="client">The cursor in the request; null if it has none.</param>
    /// <param name="time">The current time.</param>
    public static long After(long? client, DateTime time)
    {
        var current = At(time);
        return client is { } cursor && cursor >= current && cursor <= Largest
            ? cursor + Random.Shared.Next(1, MaxJitter + 1)
            : current;
    }

    /// <summary>Reads the cursor of a request. A text that the server did not create counts as absent.</summary>
    public static long? Parse(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var cursor) ? cursor : null;

    /// <summary>Returns a cursor as text.</summary>
    public static string Format(long cursor) => cursor.ToString(CultureInfo.InvariantCulture);
}
