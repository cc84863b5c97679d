using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Configuration section <c>Access:Limits</c>: the limits for clients. Limits "per address" do not count loopback addresses, and count all
/// IPv6 addresses of one /64 network together.
/// </summary>
public sealed class LimitOptions
{
    /// <summary>The maximum number of open streams (SSE, WebSockets) and downloads of all clients together (default 100,000).</summary>
    [Range(1, 10_000_000)]
    public int Streams { get; set; } = 100_000;

    /// <summary>The maximum number of open streams and downloads per client address (default 1,000).</summary>
    [Range(1, 10_000_000)]
    public int StreamsPerAddress { get; set; } = 1_000;

    /// <summary>
    /// The maximum number of connections of all clients, including those with streams (default 110,000). Further connections are closed
    /// immediately. The process's limit of open files, less a reserve, may be lower and then applies.
    /// </summary>
    [Range(1, 10_000_000)]
    public int Connections { get; set; } = 110_000;

    /// <summary>
    /// The maximum number of connections per client address (default 2,000). Further connections are closed immediately. Trusted proxies
    /// are not counted, since each carries many clients.
    /// </summary>
    [Range(1, 10_000_000)]
    public int ConnectionsPerAddress { get; set; } = 2_000;

    /// <summary>
    /// The number of messages per second that one subject of a token, and one client address, may publish (default 1,000). Administrators
    /// of the topic are not limited.
    /// </summary>
    [Range(1, 10_000_000)]
    public int PublishRate { get; set; } = 1_000;

    /// <summary>The number of messages that may be published at the same moment, above the rate per second (default 10,000).</summary>
    [Range(1, 10_000_000)]
    public int PublishBurst { get; set; } = 10_000;

    /// <summary>
    /// The number of new topics per minute that one subject of a token, and one client address, may create (default 120).
    /// </summary>
    [Range(1, 10_000_000)]
    public int NewTopicsPerMinute { get; set; } = 120;

    /// <summary>
    /// The maximum length of a topic's name, in characters (default 200). An existing topic with a longer name can no longer be used.
    /// </summary>
    [Range(40, TopicName.MaxLength)]
    public int TopicNameLength { get; set; } = TopicName.MaxLength;

    /// <summary>
    /// The maximum length of the name of a sender or room member, in visible characters (default 64). Names in tokens have no limit.
    /// </summary>
    [Range(1, SenderName.MaxLength)]
    public int SenderNameLength { get; set; } = SenderName.MaxLength;

    /// <summary>The time after which a new connection is closed if it has sent no byte (default 10 s).</summary>
    [DurationRange("100ms", "1h", "s")]
    public TimeSpan FirstBytesTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The time in which all headers of a request must arrive, from their first byte (default 10 s).</summary>
    [DurationRange("1s", "10m", "s")]
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The time after which a connection is closed if it sends no further request (default 130 s).</summary>
    [DurationRange("1s", "1h", "s")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>
    /// The longest pause within a request body or a WebSocket message (default 20 s). After a longer pause the request is answered with
    /// status 408, or the WebSocket is closed.
    /// </summary>
    [DurationRange("100ms", "1h", "s")]
    public TimeSpan BodyIdle { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The maximum number of bytes in memory for incomplete request bodies of all clients together (default 64 MiB). The size of a single
    /// body is limited only by its endpoint.
    /// </summary>
    [Range(65_536, long.MaxValue)]
    public long BodyBytes { get; set; } = 64 << 20;

    /// <summary>
    /// The maximum number of bytes in memory for incomplete request bodies per client address (default 16 MiB). The size of a single body
    /// is limited only by its endpoint.
    /// </summary>
    [Range(65_536, long.MaxValue)]
    public long BodyBytesPerAddress { get; set; } = 16 << 20;

    /// <summary>
    /// Whether the limits per address apply to loopback addresses too (default false). For a proxy on the same machine, set
    /// <c>Access:Proxies</c> instead.
    /// </summary>
    public bool CountLoopback { get; set; }
}
