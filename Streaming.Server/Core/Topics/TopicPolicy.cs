using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Core.Topics;

/// <summary>What is kept of the topics that match a pattern, and who needs no token for them.</summary>
public sealed class TopicPolicy
{
    /// <summary>The largest message where no policy says otherwise: 64 KiB.</summary>
    public const int DefaultMaxMessageBytes = 64 * 1024;

    /// <summary>How many messages of a memory topic are kept where its policy does not say: 10,000.</summary>
    public const int DefaultMemoryMessages = 10_000;

    /// <summary>Which topics: a name, or a pattern with <c>*</c>.</summary>
    public string Match { get; set; } = "*";

    /// <summary>In the log (default) or in memory.</summary>
    public TopicStore Store { get; set; } = TopicStore.Log;

    /// <summary>What may be done without a token on a server that is not open: <c>none</c> (default), <c>subscribe</c>, or <c>all</c> to publish too.</summary>
    public AnonymousAccess Anonymous { get; set; } = AnonymousAccess.None;

    /// <summary>How many of the newest messages are kept; null for all (in memory: 10,000).</summary>
    public long? MaxMessages { get; set; }

    /// <summary>For how long a message is kept; null for ever.</summary>
    public TimeSpan? MaxAge { get; set; }

    /// <summary>The largest message, in bytes of data (default 64 KiB).</summary>
    public int MaxMessageBytes { get; set; } = DefaultMaxMessageBytes;

    /// <summary>Whether clients that subscribe are members, who are listed and whose joins and leaves are messages. Null: topics of rooms have members, others do not.</summary>
    public bool? Presence { get; set; }

    /// <summary>Where the policy comes from: its key in the configuration, or the part of the server that ships it.</summary>
    public string Source { get; internal set; } = "code";

    /// <summary>The same policy for a topic that is in the log in any case.</summary>
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
