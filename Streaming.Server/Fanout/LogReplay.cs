using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Fanout;

/// <summary>Fetches what readers lack that are older than memory. Each holds one small page at a time, and few are read and encoded at once, however many readers there are.</summary>
internal static partial class LogReplay
{
    // With a reader that stops reading, this is what it holds.
    private static readonly PageSize s_page = new(256, 32 * 1024);

    /// <summary>Fetches the next page for a reader and tells its fan-out, which writes it.</summary>
    public static async Task FetchAsync(Subscriber reader, FanoutEngine deliverer)
    {
        try
        {
            using var permit = await deliverer.Replays.TakeAsync(CancellationToken.None);
            var page = new List<Message>();
            await reader.Cursor.ReadAsync(page, s_page, CancellationToken.None);
            // A gap is always the first of its page.
            if (page is [{ Type: MessageType.Gap }, ..])
            {
                deliverer.Metrics.Gap(reader.Format.Transport);
                if (reader.Format.EndsAtGap)
                {
                    reader.HasLost = true;
                    page.RemoveRange(1, page.Count - 1);
                }
            }

            reader.Fetched = page.Count > 0 ? FrameBatcher.Join(page, reader.Format.Frames) : [];
            deliverer.Metrics.Delivered(reader.Format.Transport, page.Count);
            reader.Raise(reader.HasLost ? SubscriberEvents.Fetched | SubscriberEvents.Finish : SubscriberEvents.Fetched);
        }
        catch (Exception e)
        {
            // The log does not answer. The reader comes back by itself and finds everything there.
            LogFailed(deliverer.Logger, e, reader.Cursor.Topic.Name);
            reader.Outlet.Abort();
            reader.Raise(SubscriberEvents.Fetched | SubscriberEvents.End);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A reader of {Topic} could not be served from the log and was cut off.")]
    private static partial void LogFailed(ILogger logger, Exception exception, TopicName topic);
}
