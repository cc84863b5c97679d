using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Fanout;

/// <summary>
/// Reads messages from the log for subscribers whose next message is no longer in the ring (the recent messages of a topic, in memory).
/// Each subscriber holds at most one small page of messages in memory, and the total number of pages is limited.
/// </summary>
internal sealed partial class LogReplay(PageLimits pages, ConnectionMetrics metrics, ILogger<LogReplay> logger)
{
    // The maximum size of a page of messages: 256 messages and 32 KB. A subscriber whose client stops reading keeps one page in memory.
    private static readonly PageSize s_page = new(256, 32 * 1024);

    /// <summary>
    /// Reads the next page of messages from the log for a subscriber, and encodes the page. The subscriber's writer then sends the page.
    /// </summary>
    public async Task FetchAsync(Subscriber subscriber)
    {
        try
        {
            using var permit = await pages.Replays.AcquireAsync(CancellationToken.None);
            var page = new List<Message>();
            await subscriber.Reader.ReadAsync(page, s_page, CancellationToken.None);
            // If the log has deleted messages of the page, the page begins with a gap (a message in place of the deleted messages).
            if (page is [{ Type: MessageType.Gap }, ..])
            {
                metrics.Gap(subscriber.Protocol.Transport);
                if (subscriber.Protocol.EndsAfterGap)
                {
                    subscriber.EndedByGap = true;
                    page.RemoveRange(1, page.Count - 1);
                }
            }

            var endsAtNewest = subscriber.Reader.Next > subscriber.Reader.Topic.Newest;
            subscriber.Fetched = page.Count > 0 ? subscriber.Protocol.Frames.Join(page, endsAtNewest) : [];
            metrics.Delivered(subscriber.Protocol.Transport, page.Count);
            subscriber.Raise(subscriber.EndedByGap ? SubscriberEvents.Fetched | SubscriberEvents.Finish : SubscriberEvents.Fetched);
        }
        catch (Exception e)
        {
            // The log cannot be read, so the connection of the subscriber is closed. The client can reconnect and resume at its position.
            LogFailed(e, subscriber.Reader.Topic.Name);
            subscriber.Writer.Abort();
            subscriber.Raise(SubscriberEvents.Fetched | SubscriberEvents.End);
        }
    }

    [LoggerMessage(1, LogLevel.Warning,
        "Failed to read topic {Topic} from the log for a subscriber; closed its connection, so that its client reconnects.")]
    private partial void LogFailed(Exception exception, TopicName topic);
}
