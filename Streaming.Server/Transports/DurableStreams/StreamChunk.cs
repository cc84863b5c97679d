using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// A part of a stream's data: the data of consecutive messages, and the position from which the client requests the next part.
/// </summary>
/// <param name="Page">The data of the first messages of the chunk. The page is empty if the stream has no data after the client's
/// offset.</param>
/// <param name="Next">
/// The position from which the client requests the next chunk. The data between the first page (<paramref name="Page"/>) and this position
/// is read later.
/// </param>
/// <param name="IsUpToDate">Whether the chunk reached the end of the stream when the chunk was read.</param>
/// <param name="IsClosed">Whether the stream is closed and the chunk reaches its end, so that no more data can follow.</param>
internal sealed record StreamChunk(DataPage Page, Position Next, bool IsUpToDate, bool IsClosed)
{
    /// <summary>Whether the chunk is read in large pages. If so, each page is read while the page before it is sent.</summary>
    public bool IsLarge { get; init; }

    /// <summary>Whether the chunk has more data than its first page.</summary>
    public bool HasMore => Page.Count > 0 && Page.Last < Next.Offset;
}
