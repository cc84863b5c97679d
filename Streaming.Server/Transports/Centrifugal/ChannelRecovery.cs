using Google.Protobuf.Collections;
using Microsoft.Extensions.Options;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Subscribes a client to a channel. The reply contains the messages that the client has missed, and the subscription continues after the
/// last of them. So no message is lost or sent twice.
/// </summary>
internal sealed class ChannelRecovery(TopicRegistry topics, LargeReplyLimiter large, IOptions<CentrifugalOptions> options)
{
    // A flag of the command 'subscribe'. A client with this flag wants an error if the missed messages cannot be recovered. It then loads
    // the state of its application in another way.
    private const long RejectUnrecovered = 2;

    private static readonly PageSize s_page = new(LargeReplyLimiter.SmallMessages, LargeReplyLimiter.SmallBytes);

    /// <summary>
    /// Subscribes to a channel. Returns the reply with the missed messages, the subscription that continues after them, and for a large
    /// reply a permit (otherwise null). The caller must dispose the subscription and the permit.
    /// </summary>
    public async ValueTask<(Subscription Subscription, SubscribeResult Result, LargeReplyPermit? Permit)> BeginAsync(
        TopicName topic, SubscribeRequest request, CancellationToken cancellationToken)
    {
        if (request.Recover && await TryRecoverAsync(topic, request, cancellationToken) is { } recovered)
            return recovered;
        if (request.Recover && (request.Flag & RejectUnrecovered) != 0)
            throw new CommandRefusedException(ErrorCode.UnrecoverablePosition, "unrecoverable position");
        var live = await topics.SubscribeAsync(topic, SubscriptionStart.Live, cancellationToken);
        return (live, Result(live.Readers[0], request, (ulong)live.Readers[0].Next - 1), null);
    }

    private static SubscribeResult Result(TopicReader reader, SubscribeRequest request, ulong offset) => new()
    {
        Recoverable = true,
        Positioned = true,
        Epoch = reader.Epoch,
        Offset = offset,
        WasRecovering = request.Recover,
    };

    private async ValueTask<(Subscription Subscription, SubscribeResult Result, LargeReplyPermit? Permit)?> TryRecoverAsync(
        TopicName topic, SubscribeRequest request, CancellationToken cancellationToken)
    {
        var state = await topics.GetStateAsync(topic, cancellationToken);
        if (request.Epoch.Length > Position.MaxEpochLength || request.Offset > long.MaxValue)
            return null;
        var position = new Position(request.Epoch.Length == 0 ? state.Epoch : request.Epoch, (long)request.Offset);
        var subscription = await topics.SubscribeAsync(topic, new SubscriptionStart(position, FromEarliest: false), cancellationToken);
        var isRecovered = false;
        try
        {
            if (subscription.StartsWithGap)
                return null;
            var reader = subscription.Readers[0];
            var result = Result(reader, request, request.Offset);
            (isRecovered, var permit) = await AddMissedAsync(reader, result.Publications, cancellationToken);
            result.Recovered = isRecovered;
            // The epoch may have changed without a loss during the reads.
            result.Epoch = reader.Epoch;
            return isRecovered ? (subscription, result, permit) : null;
        }
        finally
        {
            if (!isRecovered)
                await subscription.DisposeAsync();
        }
    }

    /// <summary>
    /// Adds to the reply the messages that the client has missed, up to the newest message. The recovery fails in three cases: some of
    /// these messages were deleted, they are too many for one reply, or no permit for a large reply becomes free in time.
    /// </summary>
    private async ValueTask<(bool IsWhole, LargeReplyPermit? Permit)> AddMissedAsync(
        TopicReader reader, RepeatedField<Publication> publications, CancellationToken cancellationToken)
    {
        var newest = reader.Topic.Newest;
        if (newest - reader.Next >= options.Value.MaxRecovered)
            return (false, null);
        // Continues on another thread: thousands of messages are encoded now, which would block a thread that serves sockets.
        await Task.Yield();
        // If a client has missed many messages, the permit for a large reply is acquired before the log is read. So no messages are in
        // memory during the wait. A reply with few messages may be large too. This is known only after the first page was read, so the
        // permit is then acquired at that time.
        var isLarge = newest - reader.Next >= LargeReplyLimiter.SmallMessages;
        var permit = isLarge ? await large.TryBeginAsync(cancellationToken) : null;
        if (isLarge && permit is null)
            return (false, null);
        var isWhole = false;
        try
        {
            var page = new List<Message>();
            var bytes = 0L;
            while (reader.Next <= newest)
            {
                page.Clear();
                await reader.ReadAsync(page, s_page, cancellationToken);
                bytes += page.Sum(message => (long)message.Data.Length);
                if (page is [] or [{ Type: MessageType.Gap or MessageType.Closed }, ..] || bytes > options.Value.MaxAnswerBytes)
                    return (false, null);
                publications.AddRange(page.Where(message => !MessageType.IsPresence(message.Type)).Select(PublicationFormat.ToPublication));
                if (permit is null && reader.Next <= newest && (permit = await large.TryBeginAsync(cancellationToken)) is null)
                    return (false, null);
            }

            isWhole = true;
            return (true, permit);
        }
        finally
        {
            if (!isWhole)
                permit?.Dispose();
        }
    }
}
