namespace Streaming.Server.Core.Topics;

/// <summary>The policy for a subscriber that receives messages more slowly than they are published.</summary>
public enum SlowPolicy
{
    /// <summary>
    /// The slow subscriber receives all messages, from the log if they are no longer in memory. If the log has deleted some of them, the
    /// subscriber receives a message of type <c>gap</c> instead.
    /// </summary>
    Replay,

    /// <summary>The slow subscriber skips messages: it receives only the newest waiting message of each type.</summary>
    Latest,

    /// <summary>
    /// The server disconnects the slow subscriber when its next message is no longer in memory. The subscriber can reconnect and resume at
    /// its position.
    /// </summary>
    Disconnect,
}
