using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Core.Topics;

/// <summary>The storage, retention and anonymous access of the topics that match a pattern.</summary>
public sealed class TopicPolicy
{
    /// <summary>The default maximum size of a message: 64 KiB.</summary>
    public const int DefaultMaxMessageBytes = 64 * 1024;

    /// <summary>The default number of messages that a memory topic keeps: 10,000.</summary>
    public const int DefaultMemoryMessages = 10_000;

    /// <summary>The topics: a name, or a pattern with <c>*</c>.</summary>
    public string Match { get; set; } = "*";

    /// <summary>Where messages are stored: in the log (default) or in memory.</summary>
    public TopicStore Store { get; set; } = TopicStore.Log;

    /// <summary>
    /// The actions that need no token on a server that is not open: <c>none</c> (default), <c>subscribe</c>, or <c>all</c>, which includes
    /// publishing.
    /// </summary>
    public AnonymousAccess Anonymous { get; set; } = AnonymousAccess.None;

    /// <summary>The number of newest messages to keep; null keeps all (in memory: 10,000).</summary>
    public long? MaxMessages { get; set; }

    /// <summary>How long a message is kept; null keeps it for ever.</summary>
    public TimeSpan? MaxAge { get; set; }

    /// <summary>The maximum size of a message, in bytes of data (default 64 KiB).</summary>
    public int MaxMessageBytes { get; set; } = DefaultMaxMessageBytes;

    /// <summary>
    /// Whether subscribers become members, who are listed and whose joins and leaves are published. Null: only topics of rooms have
    /// members.
    /// </summary>
    public bool? Presence { get; set; }

    /// <summary>The origin of the policy: its configuration key, or the feature of the server that adds it.</summary>
    public string Source { get; internal set; } = "code";

    /// <summary>A copy of the policy that stores messages in the log.</summary>
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
