using Microsoft.Extensions.Primitives;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Holds the query parameters of a request that reads a stream of the Durable Streams protocol.</summary>
/// <param name="After">The position after which the client reads; null if it reads from the beginning, or from the end of the
/// stream.</param>
/// <param name="FromNow">Whether the client reads from the end of the stream, so that it receives only new data.</param>
/// <param name="Live">What happens when the client has received all stored data: the response ends, or the server sends new data.</param>
/// <param name="Cursor">
/// The cursor (a number by which caches tell responses apart) that the client received with its previous live response; null if the request
/// has none.
/// </param>
internal readonly record struct ReadQuery(Position? After, bool FromNow, LiveMode Live, long? Cursor)
{
    private const string Beginning = "-1";
    private const string Now = "now";

    /// <summary>
    /// The start of the read as a text: an offset, or a word for the beginning or the end of the stream. The text is part of the response's
    /// entity tag (header ETag).
    /// </summary>
    public string Start => After is { } after ? StreamOffset.Format(after) : FromNow ? Now : Beginning;

    /// <summary>Reads the query parameters of a request that reads a stream.</summary>
    /// <exception cref="RefusalException">One of the parameters is not valid.</exception>
    public static ReadQuery Read(HttpRequest request)
    {
        if (!request.QueryString.HasValue)
            return default;
        var query = request.Query;
        var live = LiveOf(query["live"]);
        var (after, fromNow) = OffsetOf(query["offset"], live);
        return new ReadQuery(after, fromNow, live, StreamCursor.Parse(query["cursor"]));
    }

    private static LiveMode LiveOf(StringValues values) => values.ToString() switch
    {
        "" => LiveMode.None,
        "long-poll" => LiveMode.LongPoll,
        "sse" => LiveMode.Sse,
        _ => throw RefusalException.Invalid("The value of 'live' is not known; use live=long-poll or live=sse, or leave it out."),
    };

    private static (Position? After, bool FromNow) OffsetOf(StringValues values, LiveMode live)
    {
        if (values.Count > 1)
            throw RefusalException.Invalid("The query has several offsets; send one.");
        if (values.Count == 0)
        {
            return live == LiveMode.None ? (null, false)
                : throw RefusalException.Invalid(
                    "A live read needs an offset; add offset=-1 (beginning), offset=now, or the value of the header " +
                    $"{StreamHeaders.NextOffset} of the last response.");
        }

        return values[0] switch
        {
            Beginning => (null, false),
            Now => (null, true),
            { } text when StreamOffset.TryParse(text, out var position) => (IsZero(position) ? null : position, false),
            _ => throw RefusalException.Invalid("The offset is not valid; use -1 (beginning), now, or the value of the header " +
                $"{StreamHeaders.NextOffset} of the last response."),
        };
    }

    /// <summary>
    /// Returns whether an offset means the beginning of a stream, before its first message. Such an offset consists of zeros only, even
    /// where other offsets contain the epoch (id of one lifetime).
    /// </summary>
    public static bool IsZero(Position position) => position.Offset == 0 && !position.Epoch.AsSpan().ContainsAnyExcept('0');
}
