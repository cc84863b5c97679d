using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Holds the limits for clients, which are bound to the configuration section <c>Access:Limits</c>. The limits per client address do not
/// count loopback addresses, and count all IPv6 addresses of one /64 network together.
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
    /// The maximum number of connections of all clients together, including those with streams (default 110,000). Further connections are
    /// closed immediately. A lower maximum applies if the process may not open enough files and sockets.
    /// </summary>
    [Range(1, 10_000_000)]
    public int Connections { get; set; } = 110_000;

    /// <summary>
    /// The maximum number of connections per client address (default 2,000). Further connections are closed immediately. The connections of
    /// trusted proxies are not counted, because a proxy forwards the requests of many clients. The clients of an address can negotiate this
    /// number of SignalR connections within 15 s.
    /// </summary>
    [Range(1, 10_000_000)]
    public int ConnectionsPerAddress { get; set; } = 2_000;

    /// <summary>
    /// The maximum number of messages that a client may publish per second (default 1,000). The limit applies to all callers with the same
    /// subject in their tokens together, and to all callers with the same client address together. It does not apply to administrators of
    /// the topic. An NDJSON upload that exceeds it is slowed down; other requests are refused. A client may join rooms as often; joins are
    /// counted apart from messages.
    /// </summary>
    [Range(1, 10_000_000)]
    public int PublishRate { get; set; } = 1_000;

    /// <summary>
    /// The number of messages that a client may publish at once, before <see cref="PublishRate"/> limits it (default 10,000). While a
    /// client does not publish, the number grows again at the rate of <see cref="PublishRate"/>.
    /// </summary>
    [Range(1, 10_000_000)]
    public int PublishBurst { get; set; } = 10_000;

    /// <summary>
    /// The maximum number of new topics that a client may create per minute (default 120). A subscription to a topic that does not exist
    /// counts too, each time. The limit applies to all callers with the same subject in their tokens together, and to all callers with the
    /// same client address together.
    /// </summary>
    [Range(1, 10_000_000)]
    public int NewTopicsPerMinute { get; set; } = 120;

    /// <summary>
    /// The maximum length of a topic's name, in characters (default 200). If the value is lowered, existing topics with longer names can no
    /// longer be used.
    /// </summary>
    [Range(40, TopicName.MaxLength)]
    public int TopicNameLength { get; set; } = TopicName.MaxLength;

    /// <summary>
    /// The maximum length of the name of a sender or room member, in visible characters (default 64). The names in tokens may be longer.
    /// </summary>
    [Range(1, SenderName.MaxLength)]
    public int SenderNameLength { get; set; } = SenderName.MaxLength;

    /// <summary>The time after which a new connection is closed if it has sent no byte (default 10 s).</summary>
    [DurationRange("100ms", "1h", "s")]
    public TimeSpan FirstBytesTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The time within which all headers of a request must arrive, counted from their first byte (default 10 s).</summary>
    [DurationRange("1s", "10m", "s")]
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The time after which a connection is closed if the client sends no further request on it (default 130 s).</summary>
    [DurationRange("1s", "1h", "s")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>
    /// The longest pause within a request body or a WebSocket message (default 20 s). If a pause is longer, the request is answered with
    /// status 408, or the WebSocket is closed.
    /// </summary>
    [DurationRange("100ms", "1h", "s")]
    public TimeSpan BodyIdle { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The maximum number of bytes in memory for incomplete request bodies of all clients together (default 64 MiB). A body that is the
    /// only one in memory may be larger, up to the limit of its endpoint.
    /// </summary>
    [Range(65_536, long.MaxValue)]
    public long BodyBytes { get; set; } = 64 << 20;

    /// <summary>
    /// The maximum number of bytes in memory for incomplete request bodies per client address (default 16 MiB). A body that is the only one
    /// of its address may be larger, up to the limit of its endpoint.
    /// </summary>
    [Range(65_536, long.MaxValue)]
    public long BodyBytesPerAddress { get; set; } = 16 << 20;

    /// <summary>
    /// Whether the limits per client address count loopback addresses too (default false). If a proxy runs on the same machine, set
    /// <c>Access:Proxies</c> instead.
    /// </summary>
    public bool CountLoopback { get; set; }
}
