using Streaming.Server.Messages;
using Streaming.Server.Topics;

namespace Streaming.Server.Delivery;

/// <summary>Fetches what readers lack that are older than memory. Each holds one small page at a time, and few are read and encoded at once, however many readers there are.</summary>
internal static partial class Replays
{
    // With a reader that stops reading, this is what it holds.
    private static readonly PageSize s_page = new(256, 32 * 1024);

    /// <summary>Fetches the next page for a reader and tells its fan-out, which writes it.</summary>
    public static async Task FetchAsync(Reader reader, Deliverer deliverer)
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

            reader.Fetched = page.Count > 0 ? JoinedFrames.Join(page, reader.Format.Frames) : [];
            deliverer.Metrics.Delivered(reader.Format.Transport, page.Count);
            reader.Raise(reader.HasLost ? ReaderEvents.Fetched | ReaderEvents.Finish : ReaderEvents.Fetched);
        }
        catch (Exception e)
        {
            // The log does not answer. The reader comes back by itself and finds everything there.
            LogFailed(deliverer.Logger, e, reader.Cursor.Topic.Name);
            reader.Outlet.Abort();
            reader.Raise(ReaderEvents.Fetched | ReaderEvents.End);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A reader of {Topic} could not be served from the log and was cut off.")]
    private static partial void LogFailed(ILogger logger, Exception exception, TopicName topic);
}
