namespace Streaming.Server.Core.Topics;

/// <summary>The state of a topic's log.</summary>
/// <param name="Epoch">The epoch: identifies one lifetime of the log.</param>
/// <param name="Oldest">The offset of the oldest message in the log; <paramref name="Newest"/> + 1 if the log is empty.</param>
/// <param name="Newest">The offset of the newest message; 0 if the topic never had one.</param>
public readonly record struct LogState(string Epoch, long Oldest, long Newest)
{
    /// <summary>The number of messages in the log.</summary>
    public long Count => Newest - Oldest + 1;
}
