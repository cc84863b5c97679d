using System.ComponentModel.DataAnnotations;
using Streaming.Server.Messages;

namespace Streaming.Server.Topics;

/// <summary>Section <c>Topics</c>.</summary>
public sealed class TopicOptions
{
    /// <summary>What is kept of which topic; the first policy whose pattern matches counts. A topic that none matches is kept whole, in the log.</summary>
    public IList<TopicPolicy> Policies { get; } = [];

    /// <summary>The most messages of a topic held in memory for its readers (default 1,024). A reader further behind reads from the log.</summary>
    [Range(16, 1_000_000)]
    public int RingMessages { get; set; } = 1_024;

    /// <summary>The most bytes of a topic held in memory for its readers (default 4 MiB).</summary>
    [Range(65_536, 1L << 32)]
    public long RingBytes { get; set; } = 4 << 20;

    /// <summary>How many publishes may wait for the log; further ones wait before they are taken (default 8,192).</summary>
    [Range(1, 1_000_000)]
    public int AppendQueue { get; set; } = 8_192;

    /// <summary>How often retention is applied (default 30 s).</summary>
    [DurationRange("1s", "1d", "s")]
    public TimeSpan RetentionInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a topic without readers and publishes stays in memory (default 5 min). Its messages stay in the log.</summary>
    [DurationRange("1s", "1d", "m")]
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>Where a topic's messages are kept.</summary>
public enum TopicStore
{
    /// <summary>In the log: durable.</summary>
    Log,

    /// <summary>In this process's memory only: a new epoch with every start.</summary>
    Memory,
}

/// <summary>What anybody may do without a token.</summary>
public enum AnonymousAccess
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Read.</summary>
    Subscribe,

    /// <summary>Read and publish.</summary>
    All,
}

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
