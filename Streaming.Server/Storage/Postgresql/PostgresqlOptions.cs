using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// The configuration section <c>Storage</c> of the PostgreSQL store. The server's address is the connection string
/// <c>ConnectionStrings:Streaming</c>, or <c>PGHOST</c>, <c>PGPORT</c>, <c>PGDATABASE</c>, <c>PGUSER</c> and <c>PGPASSWORD</c>.
/// </summary>
public sealed class PostgresqlOptions
{
    /// <summary>The store: <c>postgresql</c>.</summary>
    public string Provider { get; set; } = "postgresql";

    /// <summary>The folder of this path holds the other files of this process, such as those of jobs. The store has no file.</summary>
    [Required]
    public string Path { get; set; } = "data/streaming.db";

    /// <summary>
    /// The number of connections on which this node commits (default 2). A topic always uses the same one, so that a slow commit delays
    /// only the topics of its connection.
    /// </summary>
    [Range(1, 16)]
    public int Lanes { get; set; } = 2;

    /// <summary>How this node learns of the appends of other nodes (default <see cref="PostgresqlBusKind.Notify"/>).</summary>
    public PostgresqlBusKind Bus { get; set; } = PostgresqlBusKind.Notify;

    /// <summary>With <see cref="PostgresqlBusKind.Poll"/>, the interval of the queries for new messages (default 20 ms).</summary>
    [DurationRange("1ms", "1m", "ms")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// How long a publish waits for PostgreSQL to come back after a broken connection, before it is refused (default 15 s).
    /// </summary>
    [DurationRange("0s", "10m", "s")]
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Whether PostgreSQL must be configured so that acknowledged messages survive a power failure (default
    /// <see cref="PostgresqlDurability.Full"/>).
    /// </summary>
    public PostgresqlDurability Durability { get; set; } = PostgresqlDurability.Full;
}
