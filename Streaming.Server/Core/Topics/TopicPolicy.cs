using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Core.Topics;

/// <summary>The rules for all topics whose names match a pattern: storage, retention, limits and anonymous access.</summary>
public sealed class TopicPolicy
{
    /// <summary>The default maximum size of the data of a message: 64 KiB.</summary>
    public const int DefaultMaxMessageBytes = 64 * 1024;

    /// <summary>The default number of messages that are kept of a topic in memory: the newest 10,000.</summary>
    public const int DefaultMemoryMessages = 10_000;

    /// <summary>
    /// The pattern that selects the topics to which the policy applies: a topic name, or a name with <c>*</c> for any characters, such as
    /// <c>room:*</c>.
    /// </summary>
    public string Match { get; set; } = "*";

    /// <summary>The place where the messages of the topics are stored: in the log (default) or in memory.</summary>
    public TopicStore Store { get; set; } = TopicStore.Log;

    /// <summary>
    /// Whether each node (server process) keeps its own messages of a topic in memory. Subscribers on other nodes then do not receive them.
    /// If false (default), all nodes on one PostgreSQL database share the messages.
    /// </summary>
    public bool PerNode { get; set; }

    /// <summary>
    /// The actions for which clients need no token: <c>none</c> (default), <c>subscribe</c>, or <c>all</c>, which includes publishing. On a
    /// server that is open to all, no action needs a token.
    /// </summary>
    public AnonymousAccess Anonymous { get; set; } = AnonymousAccess.None;

    /// <summary>
    /// The number of messages of a topic that are kept; older messages are deleted. Null: all messages are kept, or 10,000 if they are
    /// stored in memory.
    /// </summary>
    public long? MaxMessages { get; set; }

    /// <summary>The time after which a message is deleted. Null: messages are kept without a time limit.</summary>
    public TimeSpan? MaxAge { get; set; }

    /// <summary>The maximum size of the data of a message, in bytes (default 64 KiB).</summary>
    public int MaxMessageBytes { get; set; } = DefaultMaxMessageBytes;

    /// <summary>
    /// Whether each subscriber of a topic becomes a member, so that members are listed and their joins and leaves are published. Null
    /// (default): only for rooms, which are topics named <c>room:…</c>.
    /// </summary>
    public bool? Presence { get; set; }

    /// <summary>
    /// The origin of the policy, which is logged at startup: its configuration key, or the feature of the server that added the policy.
    /// </summary>
    public string Source { get; internal set; } = "code";

    /// <summary>Returns a copy of the policy that stores messages in the log instead of memory.</summary>
    internal TopicPolicy WithLog() => Store == TopicStore.Log
        ? this
        : new TopicPolicy
        {
            Match = Match,
            Anonymous = Anonymous,
            MaxMessages = MaxMessages,
            MaxAge = MaxAge,
            MaxMessageBytes = MaxMessageBytes,
            Presence = Presence,
            Source = Source,
        };
}
