using System.Runtime.CompilerServices;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Reads the events of a job from its topic <c>job:{id}</c>, until the last event of the job.</summary>
internal sealed class JobEventStream(TopicRegistry topics, IJobQueue queue)
{
    /// <summary>
    /// Returns true if no further events of a job follow a position. A client that has received all events up to this position needs no
    /// stream.
    /// </summary>
    public async ValueTask<bool> HasEndedAsync(JobId id, Position after, CancellationToken cancellationToken)
    {
        var job = await queue.FindAsync(id, cancellationToken);
        var state = await topics.GetStateAsync(id.Topic, cancellationToken);
        // A job has no further events if its state is final and the position is that of its newest event. The type of the newest event
        // alone does not prove this: when a job is retried manually, further events follow the event "failed".
        if (job is { Job.HasEnded: false } || after.Offset < state.Newest)
            return false;
        return string.Equals(after.Epoch, state.Epoch, StringComparison.Ordinal)
            || (await ResumePoint.FindAsync(topics.GetLog(id.Topic), id.Topic, after, state, cancellationToken)).IsWhole;
    }

    public ValueTask<Subscription> SubscribeAsync(JobId id, SubscriptionStart start, CancellationToken cancellationToken) =>
        topics.SubscribeAsync(id.Topic, start, cancellationToken);

    /// <summary>Reads the events of a job one after another. The enumeration ends after the last event of the job.</summary>
    public async IAsyncEnumerable<Message> ReadAsync(
        JobId id, Subscription subscription, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var message in subscription.WithCancellation(cancellationToken))
        {
            yield return message;
            if (JobEvents.IsEnd(message.Type) && await HasEndedAsync(id, message.Position, cancellationToken))
                yield break;
        }
    }
}
