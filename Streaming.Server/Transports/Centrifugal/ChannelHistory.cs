using Microsoft.Extensions.Options;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Reads pages of a channel's stored messages, for clients that missed more messages than one reply to the command <c>subscribe</c> may
/// contain.
/// </summary>
internal sealed class ChannelHistory(TopicRegistry topics, LargeReplyLimiter large, IOptions<CentrifugalOptions> options)
{
    private const int Everything = -1;

    /// <summary>
    /// Reads one page of a channel's messages: those after the position <c>since</c> in the request or, in reverse order, those before it.
    /// With the limit 0, returns only the channel's current position. A large page needs a permit, which the caller releases when the page
    /// is written to the client. Without a free permit, the page is a small one.
    /// </summary>
    public async ValueTask<(HistoryResult Page, LargeReplyPermit? Permit)> ReadAsync(
        TopicName topic, HistoryRequest request, CancellationToken cancellationToken)
    {
        if (request.Limit < Everything)
            throw RefusalException.Invalid(
                "The limit is not valid; give 0 for the position only, -1 for as many publications as " +
                    "one reply may have, or the maximum number of publications.");
        var state = await topics.GetStateAsync(topic, cancellationToken);
        if (request.Since is { Epoch.Length: > 0 } since && !string.Equals(since.Epoch, state.Epoch, StringComparison.Ordinal)
            && !await IsKeptAsync(topic, since, state, cancellationToken))
            throw new CommandRefusedException(ErrorCode.UnrecoverablePosition, "unrecoverable position");
        var result = new HistoryResult { Epoch = state.Epoch, Offset = (ulong)state.Newest };
        var limit = request.Limit == Everything ? options.Value.MaxHistory : Math.Min(request.Limit, options.Value.MaxHistory);
        var permit = limit > 0 ? await AddAsync(result, Range(topic, request, state, limit), limit, cancellationToken) : null;
        return (result, permit);
    }

    // A client's position may have an earlier epoch (the id of one lifetime of the log). The position is still valid if the log has the
    // same messages up to it.
    private async ValueTask<bool> IsKeptAsync(
        TopicName topic, StreamPosition since, LogState state, CancellationToken cancellationToken) =>
        since is { Epoch.Length: <= Position.MaxEpochLength, Offset: <= long.MaxValue }
        && (await ResumePoint.FindAsync(
            topics.GetLog(topic), topic, new Position(since.Epoch, (long)since.Offset), state, cancellationToken)).IsWhole;

    // The reply leaves out join and leave messages, so more messages are read than the limit of the request.
    private LogRange Range(TopicName topic, HistoryRequest request, LogState state, int limit)
    {
        var log = topics.GetLog(topic);
        var since = (long)Math.Min(request.Since?.Offset ?? 0, long.MaxValue - 1);
        var range = request.Reverse
            ? LogRange.Descending(log, topic, state.Oldest, request.Since is null ? state.Newest : Math.Min(state.Newest, since - 1))
            : LogRange.Ascending(log, topic, Math.Max(state.Oldest, since + 1), state.Newest);
        range.PageSize = PageSize.Default with { Messages = limit };
        return range;
    }

    // Returns the permit of a large page; null for a small one.
    private async ValueTask<LargeReplyPermit?> AddAsync(
        HistoryResult result, LogRange range, int limit, CancellationToken cancellationToken)
    {
        // Continues on another thread: hundreds of messages are encoded now, which would block a thread that serves sockets.
        await Task.Yield();
        var (bytes, permit) = (0L, default(LargeReplyPermit));
        try
        {
            while (await range.ReadPageAsync(readsAhead: false, cancellationToken) is { Count: > 0 } page)
            {
                foreach (var message in page.Where(message => !MessageType.IsPresence(message.Type)))
                {
                    bytes += message.Data.Length;
                    var count = result.Publications.Count;
                    if (count == limit || (count > 0 && bytes > options.Value.MaxAnswerBytes))
                        return permit;
                    var isLarge = count >= LargeReplyLimiter.SmallMessages || bytes > LargeReplyLimiter.SmallBytes;
                    if (isLarge && permit is null && (permit = await large.TryBeginAsync(cancellationToken)) is null && count > 0)
                        return null;
                    result.Publications.Add(PublicationFormat.ToPublication(message));
                }

                // A page of a few messages may have had only joins and leaves, of which there may be thousands.
                range.PageSize = PageSize.Default;
            }

            return permit;
        }
        catch
        {
            permit?.Dispose();
            throw;
        }
    }
}
