using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.History;

/// <summary>Sends the stored messages of a topic to a client over HTTP, as CSV, NDJSON or JSON.</summary>
[ApiController]
[ChecksQueryNames(Refused =
    ["type", "types", "sender", "since", "until", "start", "end", "offset", "page", "skip", "count", "filter", "search", "sort"])]
internal sealed class HistoryController(TopicRegistry topics, TimeProvider time) : ControllerBase
{
    /// <summary>
    /// The name of the response header that describes missing messages, as JSON. The header is sent if the log has deleted messages after
    /// the position in <c>?after=</c>, or if the epoch of this position (the id of one lifetime of the log) is not the current one.
    /// </summary>
    public const string GapHeader = "Streaming-Gap";

    /// <summary>Returns the stored messages of a topic, oldest first, up to the newest message at the time of the request.</summary>
    /// <param name="topic">The name of the topic.</param>
    /// <param name="format">
    /// The format: <c>csv</c>, <c>ndjson</c> or <c>json</c>. It takes precedence over the header <c>Accept</c>; without both, the format is
    /// JSON.
    /// </param>
    /// <param name="after">
    /// The position (<c>epoch-offset</c>) after which the returned messages start; without it, they start with the oldest message.
    /// </param>
    /// <param name="before">
    /// The position (<c>epoch-offset</c>) before which the returned messages end; without it, they end with the newest message.
    /// </param>
    /// <param name="limit">The maximum number of messages to return, at least 1; without it, all messages are returned.</param>
    /// <param name="order">The order: <c>asc</c> (default) for oldest first, or <c>desc</c> for newest first.</param>
    /// <param name="columns">
    /// For CSV only: the columns in the wanted order, separated by commas, of <c>topic,epoch,offset,time,type,sender,data,position,
    /// encoding</c>. The default is all of these columns except <c>position</c> and <c>encoding</c> (<c>base64</c> if the data is not
    /// text).
    /// </param>
    /// <param name="escape">
    /// For CSV only: <c>formulas</c> (default) writes an apostrophe before text that a spreadsheet may run as a formula; <c>none</c> writes
    /// all text unchanged.
    /// </param>
    /// <param name="bom">For CSV only: <c>true</c> starts the file with a byte order mark, by which Excel recognises UTF-8.</param>
    /// <param name="from">The time from which on published messages are returned.</param>
    /// <param name="to">The time before which published messages are returned.</param>
    /// <param name="cancellationToken">A token that is cancelled when the client disconnects.</param>
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
        [FromQuery] string? from,
        [FromQuery] string? to,
        CancellationToken cancellationToken)
    {
        _ = (format, columns, escape, bom);
        var name = TopicName.Parse(topic);
        var descending = IsDescending(order);
        var maximum = QueryValues.Number(limit, "limit", long.MaxValue, "give a whole number of at least 1, or leave it out for all");
        var start = SubscriptionStart.Parse(after);
        var until = string.IsNullOrEmpty(before) ? (Position?)null : Position.Parse(before);
        var times = TimeRange.Parse(from, to);

        var state = await topics.GetStateAsync(name, cancellationToken);
        topics.Touch(name, state);
        var oldest = Math.Max(state.Oldest, await AfterAsync(name, start, state, cancellationToken) + 1);
        var newest = Math.Min(state.Newest, await BeforeAsync(name, until, state, cancellationToken) - 1);
        var log = topics.GetLog(name);
        if (times.From is { } first)
            oldest = Math.Max(oldest, await log.FindOffsetAsync(name, first, cancellationToken));
        if (times.To is { } end)
            newest = Math.Min(newest, await log.FindOffsetAsync(name, end, cancellationToken) - 1);
        return descending ? LogRange.Descending(log, name, oldest, newest, maximum)
            : LogRange.Ascending(log, name, oldest, newest, maximum);
    }

    private static bool IsDescending(string? order) => order switch
    {
        null or "" or "asc" => false,
        "desc" => true,
        _ => throw RefusalException.Invalid("The order is not known; use order=asc (oldest first) or order=desc (newest first)."),
    };

    private async ValueTask<long> BeforeAsync(
        TopicName topic, Position? before, LogState state, CancellationToken cancellationToken)
    {
        if (before is not { } position)
            return long.MaxValue;
        return string.Equals(position.Epoch, state.Epoch, StringComparison.Ordinal)
            || (await ResumePoint.FindAsync(topics.GetLog(topic), topic, position, state, cancellationToken)).IsWhole
            ? position.Offset
            : throw RefusalException.Invalid(
                $"The position in 'before' belongs to an earlier lifetime of the topic's log; give one with the epoch {state.Epoch}, or " +
                "leave 'before' out.");
    }

    // A response header describes the messages that the client may lack. The header is sent if the log has deleted messages after the
    // client's position, or if the position has another epoch (the id of one lifetime of the log).
    private async ValueTask<long> AfterAsync(TopicName topic, SubscriptionStart start, LogState state, CancellationToken cancellationToken)
    {
        if (start.After is not { } after)
            return 0;
        var resume = await ResumePoint.FindAsync(topics.GetLog(topic), topic, after, state, cancellationToken);
        if (!resume.IsWhole || after.Offset + 1 < state.Oldest)
            Response.Headers[GapHeader] = Gap.Create(
                topic, after, state.Epoch, Math.Max(state.Oldest, resume.After + 1), state.Newest, time.GetUtcNow().UtcDateTime).Text;
        return resume.After;
    }
}
