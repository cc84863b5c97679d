namespace Streaming.Server.Core.Concurrency;

/// <summary>The settings of a <see cref="GroupCommit{TItem, TResult}"/>, which commits queued items together.</summary>
internal sealed record GroupCommitSettings<TItem>
{
    /// <summary>The name of the thread that commits the items.</summary>
    public required string Name { get; init; }

    /// <summary>A description of the work for the error log, such as "the writer of the log".</summary>
    public required string Work { get; init; }

    /// <summary>The maximum number of queued items. While the queue is full, further callers wait.</summary>
    public required int Capacity { get; init; }

    /// <summary>
    /// The total weight of the items at which one batch (the items of one commit) is full. Further items wait for the next batch.
    /// </summary>
    public required long MaxWeight { get; init; }

    /// <summary>Calculates the weight of one item, which counts towards the maximum weight of a batch (default 1).</summary>
    public Func<TItem, long> Weigh { get; init; } = static _ => 1;
}
