using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Topics;

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
