using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Publishes changes of jobs after the commit of their transaction: counts the changes in metrics, and sends the events of the jobs to the
/// subscribers on this node (server process).
/// </summary>
internal sealed class JobEventPublisher(TopicRegistry topics, JobMetrics metrics, LastResortHandler lastResort)
{
    /// <summary>Counts a committed change of a job in the metrics.</summary>
    public void Count(JobChange change, Job job)
    {
        if (change is EnqueueJob or RunSchedule or EndAttempt)
            metrics.Step(job.Type, (change, job.State) switch
            {
                (EndAttempt { Result: AttemptResult.WaitForChildren }, JobState.Queued) => "waiting",
                (EndAttempt { Result: not AttemptResult.Success }, JobState.Queued) => "retrying",
                _ => JobClient.StateOf(job),
            });
    }

    /// <summary>Makes committed events of jobs visible to the subscribers of the jobs' topics on this node (server process).</summary>
    public void Publish(IReadOnlyList<(AppendRequest Append, AppendResult Result)> events)
    {
        foreach (var committed in events)
            lastResort.Run("publishing the events of a job", each => topics.PublishCommitted(each.Append, each.Result), committed);
    }
}
