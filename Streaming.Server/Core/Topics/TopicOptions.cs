using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Topics;

/// <summary>The configuration section <c>Topics</c>.</summary>
public sealed class TopicOptions
{
    /// <summary>
    /// The policies of topics; the first policy whose pattern matches a topic applies. Without a match, the log keeps all messages.
    /// </summary>
    public IList<TopicPolicy> Policies { get; } = [];

    /// <summary>
    /// The maximum number of messages of a topic in memory (default 1,024). A subscriber further behind reads from the log.
    /// </summary>
    [Range(16, 1_000_000)]
    public int RingMessages { get; set; } = 1_024;

    /// <summary>The maximum number of bytes of a topic's messages in memory (default 4 MiB).</summary>
    [Range(65_536, 1L << 32)]
    public long RingBytes { get; set; } = 4 << 20;

    /// <summary>
    /// The number of publishes that the log writer queues (default 8,192). Further publishes wait until the queue has room.
    /// </summary>
    [Range(1, 1_000_000)]
    public int AppendQueue { get; set; } = 8_192;

    /// <summary>The interval at which retention is applied (default 30 s).</summary>
    [DurationRange("1s", "1d", "s")]
    public TimeSpan RetentionInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a topic without subscribers and publishes stays in memory (default 5 min). Its messages stay in the log.</summary>
    [DurationRange("1s", "1d", "m")]
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromMinutes(5);
}
