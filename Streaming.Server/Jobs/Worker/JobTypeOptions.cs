using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Streaming.Server.Jobs.Worker;

/// <summary>Options for all jobs of a type.</summary>
public sealed class JobTypeOptions
{
    /// <summary>
    /// Whether the handler blocks or computes for a long time. It then runs on a thread of low priority, with the continuations of its
    /// awaits, so that it does not
    /// delay streams; <see cref="JobOptions.BlockingThreads"/> of them run at once. It may wait synchronously for asynchronous work,
    /// including its own.
    /// </summary>
    public bool Blocks { get; set; }

    /// <summary>
    /// Whether only the caller that enqueued a job and its administrators may read it: its arguments, events and result. Otherwise a claim
    /// to subscribe that begins with
    /// <c>job:</c> and matches the job's topic allows it too; if jobs contain messages of topics, their arguments should implement
    /// <see cref="ITopicContent"/>.
    /// </summary>
    public bool IsPrivate { get; set; }

    /// <summary>The number of attempts of a job; null for <see cref="JobOptions.Attempts"/>.</summary>
    public int? Attempts { get; set; }

    /// <summary>The time limit of an attempt; null for <see cref="JobOptions.TimeLimit"/>.</summary>
    public TimeSpan? TimeLimit { get; set; }
}
