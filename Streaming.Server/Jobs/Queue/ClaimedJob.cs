using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Jobs.Queue;

/// <summary>A job that a worker has claimed from the queue, with the data that its handler needs.</summary>
/// <param name="Job">The job, in the state "running".</param>
/// <param name="Arguments">The arguments of the job, as JSON in UTF-8.</param>
internal sealed record ClaimedJob(Job Job, byte[] Arguments)
{
    /// <summary>
    /// The trace context of the code that enqueued the job, by which the job continues the trace of this code. Null if there is none.
    /// </summary>
    public TraceContext? Trace { get; init; }
}
