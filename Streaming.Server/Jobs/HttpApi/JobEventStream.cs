using System.Runtime.CompilerServices;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Reads a job's events up to the last one.</summary>
internal sealed class JobEventStream(TopicRegistry topics, IJobQueue queue)
{
    /// <summary>Whether a client that has received all events up to a position has received the job's last event.</summary>
    public async ValueTask<bool> IsOverAsync(JobId id, Position after, CancellationToken cancellationToken)
    {
        var job = await queue.FindAsync(id, cancellationToken);
        var state = await topics.GetStateAsync(id.Topic, cancellationToken);
        // A job that was retried manually has an end event in the middle of its events.
        return job is not { Job.HasEnded: false } && string.Equals(after.Epoch, state.Epoch, StringComparison.Ordinal)
            && after.Offset >= state.Newest;
    }

    public ValueTask<Subscription> SubscribeAsync(JobId id, StartAt start, CancellationToken cancellationToken) =>
        topics.SubscribeAsync(id.Topic, start, cancellationToken);

    /// <summary>Reads the events up to the last one.</summary>
    public async IAsyncEnumerable<Message> ReadAsync(
        JobId id, Subscription subscription, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var message in subscription.WithCancellation(cancellationToken))
        {
            yield return message;
            if (JobEvents.IsEnd(message.Type) && await IsOverAsync(id, message.Position, cancellationToken))
                yield break;
        }
    }
}
