using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>Holds the options of the SQLite store, which are bound to the configuration section <c>Storage</c>.</summary>
public sealed class SqliteOptions
{
    /// <summary>The name of the store that the server uses (default <c>sqlite</c>, which selects this store).</summary>
    public string Provider { get; set; } = "sqlite";

    /// <summary>
    /// The path of the database file, which is created if it does not exist. A relative path starts at the application's content root.
    /// Default <c>data/streaming.db</c>.
    /// </summary>
    [Required]
    public string Path { get; set; } = "data/streaming.db";

    /// <summary>
    /// The number of threads that read from the database file (default 2), each with its own connection. One read returns one page of
    /// messages.
    /// </summary>
    [Range(1, 64)]
    public int Readers { get; set; } = 2;

    /// <summary>
    /// The maximum number of bytes of the database file that each of the <see cref="Readers"/> (threads for reads) maps into memory
    /// (default 0, at most 2 GiB). Mapped bytes are read about twice as fast. If the disk fails to read mapped bytes, or another program
    /// shortens the file, the operating system ends the process. If the bytes are not mapped, only the read is refused.
    /// </summary>
    [Range(0, 1L << 31)]
    public long MappedBytes { get; set; }

    /// <summary>
    /// The maximum time that the nightly retention job spends on making the database file smaller (default 30 s). The server accepts
    /// publishes during this time.
    /// </summary>
    [DurationRange("0s", "6h", "s")]
    public TimeSpan CompactionTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The interval at which this process searches the database file for messages of other processes (default 20 ms).</summary>
    [DurationRange("1ms", "1m", "ms")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(20);
}
