namespace Streaming.Server.Core.Concurrency;

/// <summary>The limits of a <see cref="GroupCommit{TItem, TResult}"/>.</summary>
internal sealed record GroupCommitSettings<TItem>
{
    /// <summary>The name of its thread.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, as the log says it after an error: "the writer of the log".</summary>
    public required string Work { get; init; }

    /// <summary>The most items that wait; callers wait for a place beyond that.</summary>
    public required int Capacity { get; init; }

    /// <summary>A batch is full when its items weigh this much together.</summary>
    public required long MaxWeight { get; init; }

    /// <summary>The weight of an item: by default 1.</summary>
    public Func<TItem, long> Weigh { get; init; } = static _ => 1;
}
