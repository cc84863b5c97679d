using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Changes the epoch of a topic in memory (the id of one lifetime of its log) after the epoch in the log has changed.</summary>
internal static class EpochChange
{
    /// <summary>
    /// Compares the epoch of a topic in memory (the id of one lifetime of its log) with the epoch in the log. If they differ, the log has
    /// lost messages, which this method removes from memory. Each subscriber that has received such a message gets a gap (a message in
    /// place of lost messages).
    /// </summary>
    public static async ValueTask AdoptAsync(this Topic topic, LogState state, CancellationToken cancellationToken)
    {
        while (!topic.Epochs.Knows(state.Epoch))
        {
            // The state may be older than the topic in memory, which may have followed the log meanwhile. So it is read again: it is then
            // not older than the current epoch (the id of one lifetime of the log).
            var former = topic.Epochs.Current;
            state = await topic.Log.GetStateAsync(topic.Name, cancellationToken);
            if (topic.Epochs.Knows(state.Epoch))
                break;
            var found = await topic.Log.FindThroughAsync(topic.Name, former, cancellationToken);
            var isDeleted = found is null && ((topic.Life.Properties ?? state.Properties) is not null
                || await topic.Log.WasDeletedAsync(topic.Name, former, cancellationToken));
            // Readers that wait for the first message of a topic that nobody has created lose nothing when it is created.
            var isUnused = isDeleted && topic.Known == 0 && topic.Life.Properties is null;
            if (isDeleted && !isUnused)
            {
                // The log does not know the topic's former epoch (the id of one lifetime), because the topic was deleted. It may have begun
                // again.
                if (topic.Life.TryEndDeleted(former, state, topic.UtcNow))
                {
                    topic.CatchUp(state);
                    break;
                }
            }
            else if (topic.TryChangeEpoch(
                former, state.Epoch, isUnused ? 0 : found is { } through ? Math.Min(through, state.Newest) : null, state))
            {
                break;
            }

            // Meanwhile another thread has changed the topic's epoch (the id of one lifetime), perhaps to a newer one.
        }

        if (state.Properties is null || !topic.Epochs.IsCurrent(state.Epoch))
            return;
        if (state.Properties.IsDeleted && topic.Life.Properties is not { IsDeleted: true })
            topic.Life.TryEnd(topic.Epochs.Current, EndReason.Deleted, state, state.Properties.Touched);
        else
            topic.Life.Follow(state.Properties, state.Newest);
        topic.NotifyListeners(canDeliverInline: false);
    }
}
