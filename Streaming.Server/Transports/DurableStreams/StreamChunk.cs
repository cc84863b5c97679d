using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>A part of a stream's data: the data of consecutive messages, and the place at which the client goes on.</summary>
/// <param name="Page">The data of the first messages; none if the stream has no data after the client's offset.</param>
/// <param name="Next">The position after which the client goes on. The data after <paramref name="Page"/> is read later.</param>
/// <param name="IsUpToDate">Whether the stream had no further data when it was read.</param>
/// <param name="IsClosed">Whether the stream is closed, and the client has all of its data.</param>
internal sealed record StreamChunk(DataPage Page, Position Next, bool IsUpToDate, bool IsClosed)
{
    /// <summary>Whether the chunk has more data than its first page.</summary>
    public bool HasMore => Page.Count > 0 && Page.Last < Next.Offset;
}
