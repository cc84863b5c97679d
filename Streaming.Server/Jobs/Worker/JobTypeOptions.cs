using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Streaming.Server.Jobs.Worker;

/// <summary>Holds the options that apply to all jobs of one type.</summary>
public sealed class JobTypeOptions
{
    private static readonly TimeSpan s_minKeepFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_maxKeepFor = TimeSpan.FromDays(3_650);

    /// <summary>
    /// True if the handler blocks its thread or computes for a long time (default false). The handler then runs on a thread of low
    /// priority, including the code after each <c>await</c>, so that it does not delay streams. At most
    /// <see cref="JobOptions.BlockingThreads"/> such jobs run at the same time. The handler may block its thread until asynchronous work
    /// has ended, even if it has started this work itself.
    /// </summary>
    public bool Blocks { get; set; }

    /// <summary>
    /// True if only the caller that enqueued a job, and the administrators of the job, may read its arguments, events and result (default
    /// false). If false, the job may also be read with a claim to subscribe that begins with <c>job:</c> and matches the topic of the job.
    /// If the arguments contain messages of topics, they should then implement <see cref="ITopicContent"/>.
    /// </summary>
    public bool IsPrivate { get; set; }

    /// <summary>
    /// The maximum number of attempts to run a job of this type; null for the configured maximum (<see cref="JobOptions.Attempts"/>).
    /// </summary>
    public int? Attempts { get; set; }

    /// <summary>
    /// The time limit of each attempt to run a job of this type; null for the configured limit (<see cref="JobOptions.TimeLimit"/>).
    /// </summary>
    public TimeSpan? TimeLimit { get; set; }

    /// <summary>
    /// The maximum number of jobs of this type that run at the same time, in all processes together: at least 1, or null for no limit
    /// (default). Further jobs wait, without delaying jobs of other types.
    /// </summary>
    public int? Concurrency { get; set => field = AtLeastOne(value); }

    /// <summary>
    /// The maximum number of jobs of this type that run at the same time in each process: at least 1. If null (default), only the number of
    /// slots of the process is a limit.
    /// </summary>
    public int? ConcurrencyPerProcess { get; set => field = AtLeastOne(value); }

    /// <summary>
    /// The maximum number of jobs of this type that start in each period, in all processes together; null for no limit (default). Each
    /// attempt counts as a start. Further jobs wait without delaying jobs of other types.
    /// </summary>
    public JobRate? Rate { get; set; }

    /// <summary>
    /// The time for which a job of this type is kept after its end, with its result, its errors, its topic and its files: from 1 second to
    /// 10 years. If null (default), <see cref="JobOptions.KeepFor"/> applies.
    /// </summary>
    public TimeSpan? KeepFor { get; set => field = InRange(value); }

    private static int? AtLeastOne(int? value)
    {
        if (value is { } given)
            ArgumentOutOfRangeException.ThrowIfLessThan(given, 1, nameof(value));
        return value;
    }

    private static TimeSpan? InRange(TimeSpan? value)
    {
        if (value is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(given, s_minKeepFor, nameof(value));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(given, s_maxKeepFor, nameof(value));
        }

        return value;
    }
}
