using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.History;

/// <summary>Streams the messages that a topic keeps, as CSV, NDJSON or JSON.</summary>
[ApiController]
internal sealed class HistoryController(TopicRegistry topics, TimeProvider time) : ControllerBase
{
    /// <summary>
    /// The header that describes missing messages, as JSON, if the position in <c>?after=</c> is older than the oldest message that is
    /// kept.
    /// </summary>
    public const string GapHeader = "Streaming-Gap";

    /// <summary>The topic's messages, oldest first, up to the newest at the time of the request.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="format"><c>csv</c>, <c>ndjson</c> or <c>json</c>; takes precedence over the header <c>Accept</c>. JSON if neither
    /// selects a format.</param>
    /// <param name="after">Only messages after this position.</param>
    /// <param name="before">Only messages before this position.</param>
    /// <param name="limit">The maximum number of messages.</param>
    /// <param name="order"><c>asc</c> (default) or <c>desc</c>, newest first.</param>
    /// <param name="columns">CSV only: the columns in the wanted order, of <c>topic,epoch,offset,time,type,sender,data,position</c>. By
    /// default all of them except the position.</param>
    /// <param name="escape">CSV only: <c>formulas</c> (default) writes an apostrophe before text that a spreadsheet may run as a formula;
    /// <c>none</c> writes all text unchanged.</param>
    /// <param name="bom">CSV only: if <c>true</c>, the file begins with a byte order mark, by which Excel recognises UTF-8.</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects.</param>
    [HttpGet("/topics/{topic}/messages")]
    [RequireTopic(TopicAction.Subscribe)]
    [Download]
    [HistoryFormat]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status406NotAcceptable, "application/problem+json")]
    public async Task<IAsyncEnumerable<Message>> Messages(
        string topic,
        [FromQuery] string? format,
        [FromQuery] string? after,
        [FromQuery] string? before,
        [FromQuery] string? limit,
        [FromQuery] string? order,
        [FromQuery] string? columns,
        [FromQuery] string? escape,
        [FromQuery] string? bom,
        CancellationToken cancellationToken)
    {
        _ = (format, columns, escape, bom);
        var name = TopicName.Parse(topic);
        var descending = IsDescending(order);
        var most = QueryValues.Number(limit, "limit", long.MaxValue, "give a whole number of at least 1, or leave it out for all");
        var start = StartAt.Parse(after);
        var end = string.IsNullOrEmpty(before) ? (Position?)null : Position.Parse(before);

        var state = await topics.GetStateAsync(name, cancellationToken);
        var oldest = Math.Max(state.Oldest, After(name, start, state) + 1);
        var newest = Math.Min(state.Newest, Before(end, state) - 1);
        var log = topics.GetLog(name);
        return descending ? LogRange.Descending(log, name, oldest, newest, most) : LogRange.Ascending(log, name, oldest, newest, most);
    }

    private static bool IsDescending(string? order) => order switch
    {
        null or "" or "asc" => false,
        "desc" => true,
        _ => throw RefusalException.Invalid("The order is not known; use order=asc (oldest first) or order=desc (newest first)."),
    };

    private static long Before(Position? before, LogState state)
    {
        if (before is not { } position)
            return long.MaxValue;
        return string.Equals(position.Epoch, state.Epoch, StringComparison.Ordinal)
            ? position.Offset
            : throw RefusalException.Invalid($"The position in 'before' is of another life of this log; its epoch is now {state.Epoch}.");
    }

    // If a position cannot be continued, the gap is reported in a header, followed by all messages that are kept, so that no further ones
    // are lost.
    private long After(TopicName topic, StartAt start, LogState state)
    {
        if (start.After is not { } after)
            return 0;
        var continues = string.Equals(after.Epoch, state.Epoch, StringComparison.Ordinal) && after.Offset <= state.Newest;
        if (!continues || after.Offset + 1 < state.Oldest)
            Response.Headers[GapHeader] = Gap.Create(
                topic, after, state.Epoch, state.Oldest, state.Newest, time.GetUtcNow().UtcDateTime).Text;
        return continues ? after.Offset : 0;
    }
}
