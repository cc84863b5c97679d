using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Holds the options of the PostgreSQL store, which are bound to the configuration section <c>Storage</c>. The address of PostgreSQL is not
/// part of this section: it is in the connection string <c>ConnectionStrings:Streaming</c>, or in <c>PGHOST</c>, <c>PGPORT</c>,
/// <c>PGDATABASE</c>, <c>PGUSER</c> and <c>PGPASSWORD</c>.
/// </summary>
public sealed class PostgresqlOptions
{
    /// <summary>The name of the store that the server uses: <c>postgresql</c> selects this store.</summary>
    public string Provider { get; set; } = "postgresql";

    /// <summary>
    /// The path of a file. Only its folder is used: files that jobs write are stored there (default <c>data/streaming.db</c>, that is,
    /// the folder <c>data</c>). The file itself is not created, because all else is stored in PostgreSQL. With SQLite the same setting
    /// names the database file.
    /// </summary>
    [Required]
    public string Path { get; set; } = "data/streaming.db";

    /// <summary>
    /// The number of lanes: connections on which this node commits messages at the same time (default 2). All messages of a topic use the
    /// same lane. A slow commit delays only the topics of its lane.
    /// </summary>
    [Range(1, 16)]
    public int Lanes { get; set; } = 2;

    /// <summary>
    /// The way in which this node learns of messages that other nodes have appended (default <see cref="PostgresqlBusKind.Notify"/>).
    /// </summary>
    public PostgresqlBusKind Bus { get; set; } = PostgresqlBusKind.Notify;

    /// <summary>
    /// The interval at which this node queries the database for messages of other nodes, if <see cref="Bus"/> is
    /// <see cref="PostgresqlBusKind.Poll"/> (default 20 ms).
    /// </summary>
    [DurationRange("1ms", "1m", "ms")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// The time for which reads and writes wait while PostgreSQL is not reachable (default 15 s). After this time they are refused.
    /// </summary>
    [DurationRange("0s", "10m", "s")]
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Whether the server checks at startup that acknowledged messages survive a power failure (default
    /// <see cref="PostgresqlDurability.Full"/>). The settings of PostgreSQL decide whether they survive.
    /// </summary>
    public PostgresqlDurability Durability { get; set; } = PostgresqlDurability.Full;
}
