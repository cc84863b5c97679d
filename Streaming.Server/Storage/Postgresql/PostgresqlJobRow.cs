using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>A job of a batch in memory, with what the batch has changed of it.</summary>
internal sealed class PostgresqlJobRow(Job job, int version)
{
    public Job Job { get; set; } = job;

    /// <summary>The version that was read; 0 for a new job.</summary>
    public int Version { get; } = version;

    public bool IsNew => Version == 0;

    public bool IsChanged { get; set; }

    /// <summary>The arguments of a new job.</summary>
    public byte[]? Arguments { get; init; }

    /// <summary>The errors that the batch adds.</summary>
    public List<JobError> Errors { get; } = [];

    /// <summary>The result that the batch sets; null for none.</summary>
    public byte[]? Result { get; set; }
}
