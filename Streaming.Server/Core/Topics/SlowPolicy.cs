namespace Streaming.Server.Core.Topics;

/// <summary>Selects what the server does if a subscriber receives messages more slowly than they are published.</summary>
public enum SlowPolicy
{
    /// <summary>
    /// The slow subscriber receives all messages, as far as the log still has them. Messages that are no longer in memory are read from the
    /// log. In place of messages that the log has deleted, the subscriber receives a message of type <c>gap</c>.
    /// </summary>
    Replay,

    /// <summary>
    /// The slow subscriber skips messages: of the messages that it has not received yet, it receives only the newest one of each type.
    /// </summary>
    Latest,

    /// <summary>
    /// The server disconnects the slow subscriber if the subscriber's next message is no longer in memory. The subscriber can connect again
    /// and resume at its position.
    /// </summary>
    Disconnect,
}
