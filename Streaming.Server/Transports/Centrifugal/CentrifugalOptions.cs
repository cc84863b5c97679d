using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Section <c>Centrifugal</c>.</summary>
public sealed class CentrifugalOptions
{
    /// <summary>How often a connection is pinged, in whole seconds (default 25 s).</summary>
    [DurationRange("1s", "1h", "s")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long the answer to a ping may take before the connection counts as dead (default 10 s).</summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan PongTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may take to say <c>connect</c> (default 15 s).</summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a client whose token has ended may take to refresh it before it is closed (default 25 s). It may do nothing meanwhile, but still hears.</summary>
    [DurationRange("0s", "10m", "s")]
    public TimeSpan ExpiryGrace { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a client may take to answer a close (default 2 s).</summary>
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

    /// <summary>How many bytes of answers may wait for a client that does not read before it is closed (default 1 MiB).</summary>
    [Range(1_024, 1 << 30)]
    public int MaxQueueBytes { get; set; } = 1 << 20;

    /// <summary>The most publications of one answer to <c>history</c> (default 300).</summary>
    [Range(1, 100_000)]
    public int MaxHistory { get; set; } = 300;

    /// <summary>The most missed messages that a subscription recovers (default 10,000); who missed more pages with <c>history</c>.</summary>
    [Range(0, 1_000_000)]
    public int MaxRecovered { get; set; } = 10_000;

    /// <summary>The most bytes of data that one answer recovers or shows (default 8 MiB).</summary>
    [Range(65_536, 1 << 30)]
    public int MaxAnswerBytes { get; set; } = 8 << 20;

    /// <summary>How many answers that recover more than 500 messages or 128 KiB are made or sent at a time (default 4). Who waits for 4 s is not recovered, and pages with <c>history</c>.</summary>
    [Range(1, 10_000)]
    public int MaxLargeAnswers { get; set; } = 4;
}
