using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Holds the options of topics, which are bound to the configuration section <c>Topics</c>: policies, memory and retention.
/// </summary>
public sealed class TopicOptions
{
    /// <summary>
    /// The policies of topics (storage, retention, limits and access). The first policy whose pattern matches the name of a topic applies
    /// to the topic. If no pattern matches, all messages are stored in the log without a time limit.
    /// </summary>
    public IList<TopicPolicy> Policies { get; } = [];

    /// <summary>
    /// The maximum number of messages of one topic that are held in memory (default 1,024). A subscriber that needs older messages reads
    /// them from the log.
    /// </summary>
    [Range(16, 1_000_000)]
    public int RingMessages { get; set; } = 1_024;

    /// <summary>The maximum number of bytes of one topic's messages that are held in memory (default 4 MiB).</summary>
    [Range(65_536, 1L << 32)]
    public long RingBytes { get; set; } = 4 << 20;

    /// <summary>
    /// The maximum number of publish requests in the queue of the log writer (default 8,192). When the queue is full, further requests wait
    /// until it has room.
    /// </summary>
    [Range(1, 1_000_000)]
    public int AppendQueue { get; set; } = 8_192;

    /// <summary>The interval at which old messages are deleted, as the policies of their topics require (default 30 s).</summary>
    [DurationRange("1s", "1d", "s")]
    public TimeSpan RetentionInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time after which an unused topic (without subscribers and publishes) is unloaded from memory (default 5 min). Its messages stay
    /// in the log.
    /// </summary>
    [DurationRange("1s", "1d", "m")]
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The maximum number of producers whose state one topic keeps (default 1,000). A producer is a client that sends the header
    /// <c>Producer-Id</c>, so that repeated requests append nothing. If the limit is reached, a new producer replaces those that were not
    /// used for 7 days.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxProducers { get; set; } = 1_000;

    /// <summary>
    /// The maximum length of a chain of forks (default 16). A fork is a topic that begins with the messages of another topic, which may be
    /// a fork itself.
    /// </summary>
    [Range(1, 100)]
    public int MaxForkDepth { get; set; } = 16;

    /// <summary>
    /// The interval at which the times of reads are written to the store, because a read prolongs a topic's time to live (default 1 s).
    /// After a crash, such a topic may expire earlier by this interval.
    /// </summary>
    [DurationRange("10ms", "1m", "s")]
    public TimeSpan TouchInterval { get; set; } = TimeSpan.FromSeconds(1);
}
