namespace Streaming.Server.Core.Topics;

/// <summary>The limits of a page (a group of messages that are read together). A page ends when either limit is reached.</summary>
/// <param name="Messages">The maximum number of messages in a page.</param>
/// <param name="Bytes">The number of bytes of message data at which the page ends (default 1 MiB).</param>
internal readonly record struct PageSize(int Messages, int Bytes = 1 << 20)
{
    /// <summary>The page size of reads inside the server, which do not wait for a client between pages: 1,000 messages or 1 MiB.</summary>
    public static PageSize Default => new(1_000);

    /// <summary>
    /// The page size of downloads: 128 messages or 16 KiB. While a client does not read, its download occupies only the memory of one page
    /// and of the write buffer.
    /// </summary>
    public static PageSize Download => new(128, 16 * 1024);
}
