namespace Streaming.Server.Core.Topics;

/// <summary>How a topic's log stands.</summary>
/// <param name="Epoch">This life of the log.</param>
/// <param name="Oldest">The offset of the oldest kept message; <paramref name="Newest"/> + 1 if none is kept.</param>
/// <param name="Newest">The offset given last; 0 if none was given yet.</param>
public readonly record struct LogState(string Epoch, long Oldest, long Newest)
{
    /// <summary>How many messages are kept.</summary>
    public long Count => Newest - Oldest + 1;
}
