using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Changes the epoch of a topic in memory after that of its log.</summary>
internal static class EpochChange
{
    /// <summary>
    /// Compares the topic's epoch with the log's. If it has changed, the topic forgets the messages that the log has lost, and subscribers
    /// that have received them get a gap.
    /// </summary>
    public static async ValueTask AdoptAsync(this Topic topic, LogState state, CancellationToken cancellationToken)
    {
        while (!topic.Epochs.Knows(state.Epoch))
        {
            var former = topic.Epochs.Current;
            var found = await topic.Log.FindThroughAsync(topic.Name, former, cancellationToken);
            if (found is null && (topic.Properties ?? state.Properties) is not null)
            {
                // The topic was deleted, and perhaps created again.
                topic.EndLife(EndReason.Deleted, state, TimeProvider.System.GetUtcNow().UtcDateTime);
                topic.CatchUp(state.Newest);
                break;
            }

            if (topic.TryChangeEpoch(former, state.Epoch, found is { } through ? Math.Min(through, state.Newest) : null, state))
                break;
            // Another change was faster, perhaps to a newer epoch than that of the state.
            state = await topic.Log.GetStateAsync(topic.Name, cancellationToken);
        }

        if (state.Properties is null || !topic.Epochs.IsCurrent(state.Epoch))
            return;
        if (state.Properties.IsDeleted && topic.Properties is not { IsDeleted: true })
            topic.EndLife(EndReason.Deleted, state, state.Properties.Touched);
        else
            topic.FollowProperties(state.Properties, state.Newest);
        topic.NotifyListeners(canDeliverInline: false);
    }
}
