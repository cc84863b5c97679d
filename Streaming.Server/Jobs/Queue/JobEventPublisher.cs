using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs.Queue;

/// <summary>Passes on what a committed batch has changed: metrics, and the jobs' events for the subscribers on this node.</summary>
internal sealed class JobEventPublisher(TopicRegistry topics, JobMetrics metrics, LastResortHandler lastResort)
{
    /// <summary>Counts a change of a job that was committed.</summary>
    public void Count(JobChange change, Job job)
    {
        if (change is EnqueueJob or EndAttempt)
            metrics.Step(job.Type, change is EndAttempt { Ending: not AttemptResult.Success } && job.State == JobState.Queued ? "retrying"
                : JobClient.StateOf(job));
    }

    /// <summary>Shows events that were committed to the subscribers of the jobs' topics.</summary>
    public void Show(IReadOnlyList<(AppendRequest Append, AppendResult Result)> events)
    {
        foreach (var shown in events)
            lastResort.Run("showing the events of a job", each => topics.ShowCommitted(each.Append, each.Result), shown);
    }
}
