using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Section <c>Access:Limits</c>: how much strangers may have. This machine itself is not counted where it says "per address", and an IPv6 address is counted by its /64.
/// </summary>
public sealed class LimitOptions
{
    /// <summary>Open streams (SSE, WebSockets) and downloads in all (default 100,000).</summary>
    [Range(1, 10_000_000)]
    public int Streams { get; set; } = 100_000;

    /// <summary>Open streams and downloads per address (default 1,000).</summary>
    [Range(1, 10_000_000)]
    public int StreamsPerAddress { get; set; } = 1_000;

    /// <summary>Connections in all, streams among them; further ones are closed at once (default 110,000). No more than the limit of open files allows, less a reserve.</summary>
    [Range(1, 10_000_000)]
    public int Connections { get; set; } = 110_000;

    /// <summary>Connections per address; further ones are closed at once (default 2,000). Known proxies are not counted: they bring many.</summary>
    [Range(1, 10_000_000)]
    public int ConnectionsPerAddress { get; set; } = 2_000;

    /// <summary>Messages a second that one subject, and one address, may publish (default 1,000). Who administers the topic is not limited.</summary>
    [Range(1, 10_000_000)]
    public int PublishRate { get; set; } = 1_000;

    /// <summary>How many messages may come at once above the rate (default 10,000).</summary>
    [Range(1, 10_000_000)]
    public int PublishBurst { get; set; } = 10_000;

    /// <summary>Topics that did not exist before, per minute and subject or address (default 120).</summary>
    [Range(1, 10_000_000)]
    public int NewTopicsPerMinute { get; set; } = 120;

    /// <summary>The longest name of a topic, in characters (default 200). One that exists already under a longer name is not reached any more.</summary>
    [Range(40, TopicName.MaxLength)]
    public int TopicNameLength { get; set; } = TopicName.MaxLength;

    /// <summary>The longest name of a sender or of a room's member, in characters that people see (default 64). What a token says is its issuer's matter.</summary>
    [Range(1, SenderName.MaxLength)]
    public int SenderNameLength { get; set; } = SenderName.MaxLength;

    /// <summary>How long a new connection may say nothing at all before it is closed (default 10 s).</summary>
    [DurationRange("100ms", "1h", "s")]
    public TimeSpan FirstBytesTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the headers of a request may take from their first byte on (default 10 s).</summary>
    [DurationRange("1s", "10m", "s")]
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may wait for its next request (default 130 s).</summary>
    [DurationRange("1s", "1h", "s")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>How long a request's body, or a message of a WebSocket, may stop after it has begun (default 20 s). Answered with 408, or the end of the connection.</summary>
    [DurationRange("100ms", "1h", "s")]
    public TimeSpan BodyIdle { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Bytes of request bodies that are held while they are not whole, in all (default 64 MiB). One body alone is limited by its endpoint only.</summary>
    [Range(65_536, long.MaxValue)]
    public long BodyBytes { get; set; } = 64 << 20;

    /// <summary>Bytes of request bodies that are held while they are not whole, per address (default 16 MiB). One body alone is limited by its endpoint only.</summary>
    [Range(65_536, long.MaxValue)]
    public long BodyBytesPerAddress { get; set; } = 16 << 20;

    /// <summary>Whether this machine's own addresses are counted too (default no). A proxy on the same machine is better made known (<c>Access:Proxies</c>).</summary>
    public bool CountLoopback { get; set; }
}
