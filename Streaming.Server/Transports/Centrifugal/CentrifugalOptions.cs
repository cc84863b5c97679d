using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Section <c>Centrifugal</c>.</summary>
public sealed class CentrifugalOptions
{
    /// <summary>The interval of pings, in whole seconds (default 25 s).</summary>
    [DurationRange("1s", "1h", "s")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>The time limit for the answer to a ping, after which the connection counts as dead (default 10 s).</summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan PongTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The time limit for the command <c>connect</c> on a new connection (default 15 s).</summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The time in which a client may refresh an expired token before its connection is closed (default 25 s). Until then its other
    /// commands are refused, but it still receives messages.
    /// </summary>
    [DurationRange("0s", "10m", "s")]
    public TimeSpan ExpiryGrace { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>The time limit for the answer to a close (default 2 s).</summary>
    [DurationRange("10ms", "1m", "s")]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The most connections on this node (default 15,000).</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 15_000;

    /// <summary>The most channels of one connection (default 128).</summary>
    [Range(1, 10_000)]
    public int MaxChannels { get; set; } = 128;

    /// <summary>The most bytes of one message from a client, which may hold several commands (default 64 KiB).</summary>
    [Range(1_024, 16 << 20)]
    public int MaxFrameBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// The most bytes of replies that are queued for a client that does not read; beyond them its connection is closed (default 1 MiB).
    /// </summary>
    [Range(1_024, 1 << 30)]
    public int MaxQueueBytes { get; set; } = 1 << 20;

    /// <summary>The most publications of one answer to <c>history</c> (default 300).</summary>
    [Range(1, 100_000)]
    public int MaxHistory { get; set; } = 300;

    /// <summary>
    /// The most missed messages that a subscription recovers (default 10,000); a client that missed more reads pages with <c>history</c>.
    /// </summary>
    [Range(0, 1_000_000)]
    public int MaxRecovered { get; set; } = 10_000;

    /// <summary>The most bytes of data in one reply to <c>subscribe</c> or <c>history</c> (default 8 MiB).</summary>
    [Range(65_536, 1 << 30)]
    public int MaxAnswerBytes { get; set; } = 8 << 20;

    /// <summary>
    /// The maximum number of large replies that are created or sent at the same time (default 4). A reply is large if it recovers more than
    /// 500 messages or 128 KiB. A client that waits for longer than 4 s recovers nothing, and reads pages with <c>history</c> instead.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxLargeAnswers { get; set; } = 4;
}
