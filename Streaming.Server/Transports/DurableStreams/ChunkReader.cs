using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Reads the stored data of a stream from the log. A response has one chunk of the data, which is read and sent page by page, so that it is
/// never in memory as a whole.
/// </summary>
internal sealed class ChunkReader(TopicRegistry topics, PageLimits limits, IOptions<DurableStreamOptions> options)
{
    private const int PageBytes = 128 * 1024;
    private const int PageMessages = 4 * 1024;

    /// <summary>Reads the first page of the messages after an offset, and determines where the chunk ends.</summary>
    /// <returns>The chunk; null if the log has deleted messages after the offset.</returns>
    public async ValueTask<StreamChunk?> ReadAsync(TopicName topic, LogState state, long after, CancellationToken cancellationToken)
    {
        var page = new DataPage((state.Properties ?? TopicProperties.Default).IsJson, isContinued: false);
        if (after < state.Newest)
        {
            await ReadAsync(topic, after + 1, state.Newest, page, cancellationToken);
            if (page.First != after + 1)
                return null;
        }

        var last = page.Count == 0 ? after : LastOf(page, state.Newest);
        var isUpToDate = last >= state.Newest;
        return new StreamChunk(page, new Position(state.Epoch, last), isUpToDate, isUpToDate && state.Properties is { IsClosed: true });
    }

    /// <summary>Reads the next page of a chunk, after the page that was read last.</summary>
    /// <exception cref="IOException">The log has deleted messages of the page meanwhile.</exception>
    public async ValueTask<DataPage> ReadNextAsync(TopicName topic, StreamChunk chunk, DataPage page, CancellationToken cancellationToken)
    {
        var next = new DataPage(page.IsJson, isContinued: true);
        await ReadAsync(topic, page.Last + 1, chunk.Next.Offset, next, cancellationToken);
        return next.First == page.Last + 1 ? next
            : throw new IOException($"The messages of topic {topic} were deleted while they were sent.");
    }

    private async ValueTask ReadAsync(TopicName topic, long from, long through, DataPage page, CancellationToken cancellationToken)
    {
        using var permit = await limits.Downloads.AcquireAsync(cancellationToken);
        var size = new PageSize(PageMessages, Math.Min(PageBytes, options.Value.ChunkBytes));
        await topics.GetLog(topic).ReadDataAsync(topic, from, through, size, page, cancellationToken);
    }

    // The log does not know the size of messages that it has not read. So the number of messages in a chunk is estimated by the average
    // size of the first messages.
    private long LastOf(DataPage page, long newest)
    {
        var length = Math.Max(1, page.Bytes.Length);
        var further = page.Count * Math.Max(0L, options.Value.ChunkBytes - length) / length;
        return Math.Min(newest, page.Last + further);
    }
}
