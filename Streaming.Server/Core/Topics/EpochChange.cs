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
            // Without a common message everything that the log has is new.
            var through = await topic.Log.FindThroughAsync(topic.Name, former, cancellationToken) ?? state.Oldest - 1;
            if (topic.TryChangeEpoch(former, state.Epoch, Math.Min(through, state.Newest), state.Newest))
                return;
            // Another change was faster, perhaps to a newer epoch than that of the state.
            state = await topic.Log.GetStateAsync(topic.Name, cancellationToken);
        }
    }
}
