namespace Streaming.Server.Core.Topics;

/// <summary>How the server treats a subscriber that is slower than its topic.</summary>
public enum SlowPolicy
{
    /// <summary>
    /// The subscriber receives all messages, from the log if they are no longer in memory. It receives a gap only if the log has deleted
    /// some.
    /// </summary>
    Replay,

    /// <summary>The subscriber skips messages: it receives only the newest waiting message of each type.</summary>
    Latest,

    /// <summary>The subscriber is disconnected when its next message is no longer in memory. It can resume at its position.</summary>
    Disconnect,
}
