using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Streaming.Server.Jobs.Worker;

/// <summary>Has the options that apply to all jobs of one type.</summary>
public sealed class JobTypeOptions
{
    /// <summary>
    /// True if the handler blocks its thread or computes for a long time (default false). The handler and the continuations of its awaits
    /// then run on a thread of low priority, so that they do not delay streams. At most <see cref="JobOptions.BlockingThreads"/> such jobs
    /// run at once. The handler may wait synchronously for asynchronous work, including its own.
    /// </summary>
    public bool Blocks { get; set; }

    /// <summary>
    /// True if only the caller that enqueued a job and the administrators of the job may read its arguments, events and result (default
    /// false). If false, a caller with a claim to subscribe that begins with <c>job:</c> and matches the topic of the job may read the job
    /// too; arguments of jobs that contain messages of topics should then implement <see cref="ITopicContent"/>.
    /// </summary>
    public bool IsPrivate { get; set; }

    /// <summary>The maximum number of attempts to run a job of this type; null for <see cref="JobOptions.Attempts"/>.</summary>
    public int? Attempts { get; set; }

    /// <summary>The time limit of each attempt to run a job of this type; null for <see cref="JobOptions.TimeLimit"/>.</summary>
    public TimeSpan? TimeLimit { get; set; }
}
