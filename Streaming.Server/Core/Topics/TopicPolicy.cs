using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Core.Topics;

/// <summary>The storage, retention, limits and anonymous access of the topics whose names match a pattern.</summary>
public sealed class TopicPolicy
{
    /// <summary>The default maximum size of the data of a message: 64 KiB.</summary>
    public const int DefaultMaxMessageBytes = 64 * 1024;

    /// <summary>The default maximum number of messages that a topic in memory keeps: 10,000.</summary>
    public const int DefaultMemoryMessages = 10_000;

    /// <summary>The topics to which the policy applies: a topic name, or a pattern with <c>*</c> such as <c>room:*</c>.</summary>
    public string Match { get; set; } = "*";

    /// <summary>The place where the messages of the topics are stored: in the log (default) or in memory.</summary>
    public TopicStore Store { get; set; } = TopicStore.Log;

    /// <summary>
    /// The actions that clients may perform without a token: <c>none</c> (default), <c>subscribe</c>, or <c>all</c>, which includes
    /// publishing. On a server that is open to all, no action needs a token.
    /// </summary>
    public AnonymousAccess Anonymous { get; set; } = AnonymousAccess.None;

    /// <summary>The number of newest messages of a topic to keep. Null keeps all messages; a topic in memory then keeps 10,000.</summary>
    public long? MaxMessages { get; set; }

    /// <summary>The time for which a message is kept. Null keeps messages without a time limit.</summary>
    public TimeSpan? MaxAge { get; set; }

    /// <summary>The maximum size of the data of a message, in bytes (default 64 KiB).</summary>
    public int MaxMessageBytes { get; set; } = DefaultMaxMessageBytes;

    /// <summary>
    /// Whether subscribers of the topics become members, who are listed and whose joins and leaves are published. Null (default): only
    /// topics of rooms have members.
    /// </summary>
    public bool? Presence { get; set; }

    /// <summary>
    /// The origin of the policy, for the log at startup: its configuration key, or the feature of the server that adds the policy.
    /// </summary>
    public string Source { get; internal set; } = "code";

    /// <summary>Returns a copy of the policy that stores messages in the log.</summary>
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
