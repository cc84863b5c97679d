using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs.Queue;

/// <summary>Waits for the end of a job. An event in the topic of the job ends the wait, so the queue is not polled.</summary>
internal sealed class JobEndWaiter(IJobQueue queue, TopicRegistry topics, TimeProvider time)
{
    // The longest time for which this class waits. The timers of .NET cannot measure much longer times.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(30);

    /// <summary>
    /// Waits for the end of a job, and returns the job. If the job has not ended within the given time, returns the job in its current
    /// state. Returns null if the job does not exist.
    /// </summary>
    /// <param name="id">The id of the job.</param>
    /// <param name="longest">The longest time to wait, up to 30 days. Infinity means 30 days.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task<JobDetails?> WaitAsync(JobId id, TimeSpan longest, CancellationToken cancellationToken)
    {
        if (longest > s_longest || longest == Timeout.InfiniteTimeSpan)
            longest = s_longest;
        var details = await queue.FindAsync(id, cancellationToken);
        if (details is not { Job.HasEnded: false } || longest <= TimeSpan.Zero)
            return details;
        using var limit = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await using var events = await topics.SubscribeAsync(id.Topic, SubscriptionStart.Live, cancellationToken);
        bool isInTime;
        do
        {
            // The job may have ended before the subscription began. Or the job may have been retried after its last event. So the job is
            // read again.
            details = await queue.FindAsync(id, cancellationToken);
            isInTime = details is { Job.HasEnded: false } && await NextEndAsync(events, either.Token);
        }
        while (isInTime);
        cancellationToken.ThrowIfCancellationRequested();
        return details is { Job.HasEnded: false } ? await queue.FindAsync(id, cancellationToken) : details;
    }

    // Waits for an event with which the job may have ended. Returns false if the wait has ended without such an event.
    private static async Task<bool> NextEndAsync(Subscription events, CancellationToken cancellationToken)
    {
        while (await events.ReadAsync(cancellationToken) is { Count: > 0 } batch)
        {
            if (batch.Any(message => JobEvents.IsEnd(message.Type) || message.Type == MessageType.Gap))
                return true;
        }

        return false;
    }
}
