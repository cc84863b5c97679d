using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Streaming.Server.Jobs.Worker;

/// <summary>What holds for all jobs of a type.</summary>
public sealed class JobTypeOptions
{
    /// <summary>
    /// Whether the handler blocks or calculates for long. It then runs on a thread of low priority, with what follows its awaits, so that streams go on
    /// undisturbed; <see cref="JobOptions.BlockingThreads"/> of them run at once. It may wait synchronously for asynchronous work, its own too.
    /// </summary>
    public bool Blocks { get; set; }

    /// <summary>
    /// Whether only who enqueued a job and who administers it read it: its arguments, events and result. Else a claim to subscribe that begins with <c>job:</c> and matches its
    /// topic lets others read it too; where it contains messages of topics, let its arguments implement <see cref="ITopicContent"/>.
    /// </summary>
    public bool IsPrivate { get; set; }

    /// <summary>How many attempts its jobs have; null for <see cref="JobOptions.Attempts"/>.</summary>
    public int? Attempts { get; set; }

    /// <summary>How long an attempt may take; null for <see cref="JobOptions.TimeLimit"/>.</summary>
    public TimeSpan? TimeLimit { get; set; }
}
