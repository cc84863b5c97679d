using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Reads the stored data of a stream (Durable Streams protocol) from the log. Each request reads one chunk of limited size.
/// </summary>
internal sealed class ChunkReader(TopicRegistry topics, PageLimits pages, IOptions<DurableStreamOptions> options)
{
    // The maximum number of large chunks in memory at the same time. A client that reads slowly keeps its whole chunk in memory. Beyond
    // this number, chunks are small.
    private const int MaxLargeChunks = 64;
    private const int SmallChunkBytes = 32 * 1024;
    private const int MaxMessages = 16 * 1024;

    private int _large;

    /// <summary>Reads the messages after an offset from the log, up to the size of one chunk.</summary>
    /// <returns>The chunk; null if the log has deleted messages after the offset.</returns>
    public async ValueTask<StreamChunk?> ReadAsync(HttpContext http, TopicName topic, LogState state, long after)
    {
        if (after >= state.Newest)
            return Of([], state, after);
        using var permit = await pages.Downloads.AcquireAsync(http.RequestAborted);
        var messages = await topics.GetLog(topic).ReadAsync(
            topic, after + 1, state.Newest, new PageSize(MaxMessages, SizeFor(http)), http.RequestAborted);
        return messages.Count == 0 || messages[0].Offset != after + 1 ? null : Of(messages, state, messages[^1].Offset);
    }

    private static StreamChunk Of(IReadOnlyList<Message> messages, in LogState state, long last)
    {
        var isUpToDate = last >= state.Newest;
        return new StreamChunk(messages, new Position(state.Epoch, last), isUpToDate, isUpToDate && state.Properties is { IsClosed: true });
    }

    private int SizeFor(HttpContext http)
    {
        if (Interlocked.Increment(ref _large) > MaxLargeChunks)
        {
            Interlocked.Decrement(ref _large);
            return Math.Min(SmallChunkBytes, options.Value.ChunkBytes);
        }

        http.Response.OnCompleted(
            static reader =>
            {
                Interlocked.Decrement(ref ((ChunkReader)reader)._large);
                return Task.CompletedTask;
            },
            this);
        return options.Value.ChunkBytes;
    }
}
