using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>An idempotency key of a batch in memory.</summary>
/// <param name="Type">The type of the job.</param>
/// <param name="Key">The text of the key.</param>
internal sealed record PostgresqlJobKeyRow(string Type, string Key)
{
    /// <summary>The job that the key named when it was read; null if the key did not exist.</summary>
    public string? JobBefore { get; init; }

    /// <summary>The job and payload of the key now; null if the key does not exist.</summary>
    public StoredJobKey? Stored { get; init; }

    /// <summary>The time of its use.</summary>
    public DateTime Time { get; init; }

    public bool IsChanged { get; init; }
}
