namespace Streaming.Server.Core.Concurrency;

/// <summary>The limits of a <see cref="GroupCommit{TItem, TResult}"/>.</summary>
internal sealed record GroupCommitSettings<TItem>
{
    /// <summary>The name of the thread.</summary>
    public required string Name { get; init; }

    /// <summary>A description of the work for error logs, such as "the writer of the log".</summary>
    public required string Work { get; init; }

    /// <summary>The maximum number of queued items. Further callers wait.</summary>
    public required int Capacity { get; init; }

    /// <summary>The total weight at which a batch is full.</summary>
    public required long MaxWeight { get; init; }

    /// <summary>Calculates the weight of an item (default 1).</summary>
    public Func<TItem, long> Weigh { get; init; } = static _ => 1;
}
