using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>Section <c>Storage</c> where the provider is SQLite.</summary>
public sealed class SqliteOptions
{
    /// <summary>Always <c>sqlite</c> here: it is what chose this store.</summary>
    public string Provider { get; set; } = "sqlite";

    /// <summary>The database file, made where it is missing; a relative path starts at the application's content root. Default <c>data/streaming.db</c>.</summary>
    [Required]
    public string Path { get; set; } = "data/streaming.db";

    /// <summary>How many threads read (default 2). Each has a connection of its own; a page of history is one read.</summary>
    [Range(1, 64)]
    public int Readers { get; set; } = 2;

    /// <summary>For how long at most the nightly trim gives free space back to the disk (default 30 s); publishes go on meanwhile.</summary>
    [DurationRange("0s", "6h", "s")]
    public TimeSpan CompactionTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the file is looked at for what other processes wrote (default 20 ms).</summary>
    [DurationRange("1ms", "1m", "ms")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(20);
}
