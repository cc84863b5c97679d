namespace Streaming.Server.Core.Topics;

/// <summary>The limits of a page: it ends at the first limit that it reaches.</summary>
/// <param name="Messages">The maximum number of messages.</param>
/// <param name="Bytes">The number of bytes of data after which no further message is added.</param>
internal readonly record struct PageSize(int Messages, int Bytes = 1 << 20)
{
    /// <summary>The page size of internal reads, which do not wait for a client between pages.</summary>
    public static PageSize Default => new(1_000);

    /// <summary>
    /// The page size of downloads. While a client does not read, its download holds at most one page and its write buffer.
    /// </summary>
    public static PageSize Download => new(128, 16 * 1024);
}
