using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs;

/// <summary>Finds the problem that prevents a job from starting or ending, for the property <c>problem</c> of the job.</summary>
internal sealed class JobProblems(KnownWorkers workers, OverdueHandlers overdue)
{
    /// <summary>Returns a sentence about the problem that prevents a job from starting or ending; null without a problem.</summary>
    public async ValueTask<string?> OfAsync(Job job, CancellationToken cancellationToken)
    {
        if (job.State != JobState.Queued || await workers.TakesAsync(job.Type, job.Priority, cancellationToken))
            return overdue.ProblemOf(job);
        return await workers.TakesAsync(job.Type, cancellationToken)
            ? $"No worker takes jobs of type '{job.Type}' with priority {job.Priority}; start a worker whose Jobs:Priorities include it."
            : $"No worker takes jobs of type '{job.Type}'; start a worker that has a handler for this type.";
    }
}
