using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Fanout;

/// <summary>
/// Reads messages from the log for subscribers whose next message is no longer in the ring (the recent messages of a topic, in memory).
/// Each subscriber has at most one small page in memory, and the number of pages of all subscribers is limited.
/// </summary>
internal sealed partial class LogReplay(PageLimits pages, ConnectionMetrics metrics, ILogger<LogReplay> logger)
{
    // The size of a page: a subscriber that stops reading keeps at most one page in memory.
    private static readonly PageSize s_page = new(256, 32 * 1024);

    /// <summary>
    /// Reads and encodes the next page of messages for a subscriber. Then notifies the subscriber's fan-out, which writes the page to the
    /// connection.
    /// </summary>
    public async Task FetchAsync(Subscriber subscriber)
    {
        try
        {
            using var permit = await pages.Replays.TakeAsync(CancellationToken.None);
            var page = new List<Message>();
            await subscriber.Reader.ReadAsync(page, s_page, CancellationToken.None);
            // A gap (a message in place of deleted messages) is always the first message of its page.
            if (page is [{ Type: MessageType.Gap }, ..])
            {
                metrics.Gap(subscriber.Protocol.Transport);
                if (subscriber.Protocol.EndsAfterGap)
                {
                    subscriber.IsLost = true;
                    page.RemoveRange(1, page.Count - 1);
                }
            }

            subscriber.Fetched = page.Count > 0 ? FrameBatcher.Join(page, subscriber.Protocol.Frames) : [];
            metrics.Delivered(subscriber.Protocol.Transport, page.Count);
            subscriber.Raise(subscriber.IsLost ? SubscriberEvents.Fetched | SubscriberEvents.Finish : SubscriberEvents.Fetched);
        }
        catch (Exception e)
        {
            // The log cannot be read, so the connection is closed. The client reconnects and resumes at its position.
            LogFailed(e, subscriber.Reader.Topic.Name);
            subscriber.Writer.Abort();
            subscriber.Raise(SubscriberEvents.Fetched | SubscriberEvents.End);
        }
    }

    [LoggerMessage(1, LogLevel.Warning,
        "Failed to read topic {Topic} from the log for a subscriber; its connection was closed and can resume.")]
    private partial void LogFailed(Exception exception, TopicName topic);
}
