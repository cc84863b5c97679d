using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Changes the epoch of a topic in memory (six characters that identify one lifetime of its log) after the log has changed the epoch.
/// </summary>
internal static class EpochChange
{
    /// <summary>
    /// Compares the epoch of a topic in memory with the epoch in its log. If the log has another epoch, the topic removes the messages from
    /// memory that the log has lost, and each subscriber that has received one of them gets a gap (a message in place of lost messages).
    /// </summary>
    public static async ValueTask AdoptAsync(this Topic topic, LogState state, CancellationToken cancellationToken)
    {
        while (!topic.Epochs.Knows(state.Epoch))
        {
            var former = topic.Epochs.Current;
            var found = await topic.Log.FindThroughAsync(topic.Name, former, cancellationToken);
            if (found is null && (topic.Life.Properties ?? state.Properties) is not null)
            {
                // The log does not know the former epoch (the id of one lifetime) of a topic that has properties. So the topic was deleted,
                // and perhaps created again.
                topic.Life.End(EndReason.Deleted, state, topic.UtcNow);
                topic.CatchUp(state.Newest);
                break;
            }

            if (topic.TryChangeEpoch(former, state.Epoch, found is { } through ? Math.Min(through, state.Newest) : null, state))
                break;
            // Another thread has changed the topic's epoch (the id of one lifetime) meanwhile, perhaps to a newer epoch than the one that
            // was read. So the epoch is read again.
            state = await topic.Log.GetStateAsync(topic.Name, cancellationToken);
        }

        if (state.Properties is null || !topic.Epochs.IsCurrent(state.Epoch))
            return;
        if (state.Properties.IsDeleted && topic.Life.Properties is not { IsDeleted: true })
            topic.Life.End(EndReason.Deleted, state, state.Properties.Touched);
        else
            topic.Life.Follow(state.Properties, state.Newest);
        topic.NotifyListeners(canDeliverInline: false);
    }
}
