using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>The configuration section <c>Storage</c> of the SQLite store.</summary>
public sealed class SqliteOptions
{
    /// <summary>The store: <c>sqlite</c>.</summary>
    public string Provider { get; set; } = "sqlite";

    /// <summary>
    /// The database file, created if it does not exist. A relative path starts at the application's content root. Default
    /// <c>data/streaming.db</c>.
    /// </summary>
    [Required]
    public string Path { get; set; } = "data/streaming.db";

    /// <summary>The number of reading threads (default 2), each with its own connection. A page of history is one read.</summary>
    [Range(1, 64)]
    public int Readers { get; set; } = 2;

    /// <summary>
    /// The maximum time that the nightly retention job spends on returning free space to the disk (default 30 s). Publishes continue
    /// meanwhile.
    /// </summary>
    [DurationRange("0s", "6h", "s")]
    public TimeSpan CompactionTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The interval at which the file is checked for writes of other processes (default 20 ms).</summary>
    [DurationRange("1ms", "1m", "ms")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(20);
}
