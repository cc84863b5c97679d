namespace Streaming.Server.Core.Concurrency;

/// <summary>The settings of a <see cref="GroupCommit{TItem, TResult}"/>, which commits all waiting items in one transaction.</summary>
internal sealed record GroupCommitSettings<TItem>
{
    /// <summary>The name of the thread that commits the items.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// A description of the work of the thread, such as "the writer of the log". The description is written to the error log if the thread
    /// fails.
    /// </summary>
    public required string Work { get; init; }

    /// <summary>The maximum number of queued items. While the queue is full, callers that want to add an item wait.</summary>
    public required int Capacity { get; init; }

    /// <summary>
    /// The maximum total weight of the items that one transaction commits. Items beyond this weight wait for the next transaction.
    /// </summary>
    public required long MaxWeight { get; init; }

    /// <summary>
    /// Calculates the weight of one item (default 1), which counts towards the maximum weight of a transaction (<see cref="MaxWeight"/>).
    /// </summary>
    public Func<TItem, long> Weigh { get; init; } = static _ => 1;
}
