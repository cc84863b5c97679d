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
    // The maximum number of responses that are sent in large pages at the same time. Further responses are sent in small pages. While a
    // client reads slowly, one small page or two large pages of its response stay in memory.
    private const int MaxLarge = 32;

    // A message may be much larger than the average of the first page, so the number of messages is limited too.
    private const int MaxMessages = 16 * 1024;

    private static readonly PageSize s_large = new(4 * 1024, 256 * 1024);
    private static readonly PageSize s_small = PageSize.Download;

    private int _large;

    /// <summary>Reads the first page of the messages after an offset, and determines where the chunk ends.</summary>
    /// <returns>The chunk; null if the log has deleted messages after the offset, or the whole stream.</returns>
    public async ValueTask<StreamChunk?> ReadAsync(HttpContext http, TopicName topic, LogState state, long after)
    {
        var page = new DataPage((state.Properties ?? TopicProperties.Default).IsJson, isContinued: false);
        var isLarge = after < state.Newest && TryBeginLarge(http);
        if (after < state.Newest)
        {
            await ReadAsync(topic, after + 1, state.Newest, isLarge, page, http.RequestAborted);
            if (page.First != after + 1 || !await IsCurrentAsync(topic, state.Epoch, http.RequestAborted))
                return null;
        }

        var last = page.Count == 0 ? after : LastOf(page, state.Newest);
        var isUpToDate = last >= state.Newest;
        return new StreamChunk(page, new Position(state.Epoch, last), isUpToDate, isUpToDate && state.Properties is { IsClosed: true })
        {
            IsLarge = isLarge,
        };
    }

    /// <summary>Reads the page of a chunk that follows another page.</summary>
    /// <exception cref="RefusalException">The log has deleted messages of the page, or the stream was deleted and created
    /// again.</exception>
    public async ValueTask<DataPage> ReadNextAsync(TopicName topic, StreamChunk chunk, DataPage page, CancellationToken cancellationToken)
    {
        var next = new DataPage(page.IsJson, isContinued: true);
        await ReadAsync(topic, page.Last + 1, chunk.Next.Offset, chunk.IsLarge, next, cancellationToken);
        return next.First == page.Last + 1 && await IsCurrentAsync(topic, chunk.Next.Epoch, cancellationToken) ? next
            : throw new RefusalException(RefusalReason.NotFound, $"The messages of topic {topic} were deleted while they were sent.");
    }

    // An epoch (id of one lifetime) is never used again. So if the stream has the same epoch before and after a read, the page belongs to
    // this stream, and not to a later stream of the same name.
    private async ValueTask<bool> IsCurrentAsync(TopicName topic, string epoch, CancellationToken cancellationToken) => string.Equals(
        epoch, (await topics.GetLog(topic).GetStateAsync(topic, cancellationToken)).Epoch, StringComparison.Ordinal);

    private async ValueTask ReadAsync(
        TopicName topic, long from, long through, bool isLarge, DataPage page, CancellationToken cancellationToken)
    {
        using var permit = await limits.Downloads.AcquireAsync(cancellationToken);
        var size = isLarge ? s_large : s_small;
        size = size with { Bytes = Math.Min(size.Bytes, options.Value.ChunkBytes) };
        await topics.GetLog(topic).ReadDataAsync(topic, from, through, size, page, cancellationToken);
    }

    // The log does not know the size of messages that it has not read. So the number of messages in a chunk is estimated by the average
    // size of the first messages.
    private long LastOf(DataPage page, long newest)
    {
        var length = Math.Max(1, page.Bytes.Length);
        var further = page.Count * Math.Max(0L, options.Value.ChunkBytes - length) / length;
        return Math.Min(newest, page.Last + Math.Min(further, MaxMessages));
    }

    // Counts a response that is sent in large pages, until it is sent completely. Returns false if the maximum number of such responses is
    // being sent already.
    private bool TryBeginLarge(HttpContext http)
    {
        if (Interlocked.Increment(ref _large) > MaxLarge)
        {
            Interlocked.Decrement(ref _large);
            return false;
        }

        http.Response.OnCompleted(
            static reader =>
            {
                Interlocked.Decrement(ref ((ChunkReader)reader)._large);
                return Task.CompletedTask;
            },
            this);
        return true;
    }
}
