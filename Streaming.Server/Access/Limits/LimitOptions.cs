using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Section <c>Access:Limits</c>: limits for clients. Limits "per address" do not count loopback addresses, and count an IPv6 address by its
/// /64.
/// </summary>
public sealed class LimitOptions
{
    /// <summary>Open streams (SSE, WebSockets) and downloads in all (default 100,000).</summary>
    [Range(1, 10_000_000)]
    public int Streams { get; set; } = 100_000;

    /// <summary>Open streams and downloads per address (default 1,000).</summary>
    [Range(1, 10_000_000)]
    public int StreamsPerAddress { get; set; } = 1_000;

    /// <summary>
    /// Connections in all, including streams; further ones are closed at once (default 110,000). The limit of open files, less a reserve,
    /// may lower it.
    /// </summary>
    [Range(1, 10_000_000)]
    public int Connections { get; set; } = 110_000;

    /// <summary>
    /// Connections per address; further ones are closed at once (default 2,000). Known proxies are not counted, since they carry many
    /// clients.
    /// </summary>
    [Range(1, 10_000_000)]
    public int ConnectionsPerAddress { get; set; } = 2_000;

    /// <summary>
    /// Messages a second that one subject, and one address, may publish (default 1,000). Administrators of the topic are not limited.
    /// </summary>
    [Range(1, 10_000_000)]
    public int PublishRate { get; set; } = 1_000;

    /// <summary>Messages that may exceed the rate at once (default 10,000).</summary>
    [Range(1, 10_000_000)]
    public int PublishBurst { get; set; } = 10_000;

    /// <summary>New topics per minute that one subject, and one address, may begin (default 120).</summary>
    [Range(1, 10_000_000)]
    public int NewTopicsPerMinute { get; set; } = 120;

    /// <summary>The longest name of a topic, in characters (default 200). An existing topic with a longer name cannot be reached.</summary>
    [Range(40, TopicName.MaxLength)]
    public int TopicNameLength { get; set; } = TopicName.MaxLength;

    /// <summary>
    /// The longest name of a sender or of a room's member, in visible characters (default 64). Names in tokens are not limited.
    /// </summary>
    [Range(1, SenderName.MaxLength)]
    public int SenderNameLength { get; set; } = SenderName.MaxLength;

    /// <summary>Time until a new connection that has sent no byte is closed (default 10 s).</summary>
    [DurationRange("100ms", "1h", "s")]
    public TimeSpan FirstBytesTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for the headers of a request, from their first byte (default 10 s).</summary>
    [DurationRange("1s", "10m", "s")]
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time until a connection without a further request is closed (default 130 s).</summary>
    [DurationRange("1s", "1h", "s")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>
    /// Longest pause within a request's body or a WebSocket message (default 20 s). A longer one is answered with 408, or closes the
    /// connection.
    /// </summary>
    [DurationRange("100ms", "1h", "s")]
    public TimeSpan BodyIdle { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Bytes of incomplete request bodies in memory, in all (default 64 MiB). A single body is limited by its endpoint only.
    /// </summary>
    [Range(65_536, long.MaxValue)]
    public long BodyBytes { get; set; } = 64 << 20;

    /// <summary>
    /// Bytes of incomplete request bodies in memory, per address (default 16 MiB). A single body is limited by its endpoint only.
    /// </summary>
    [Range(65_536, long.MaxValue)]
    public long BodyBytesPerAddress { get; set; } = 16 << 20;

    /// <summary>
    /// Whether limits per address count loopback addresses too (default false). For a proxy on the same machine, set <c>Access:Proxies</c>
    /// instead.
    /// </summary>
    public bool CountLoopback { get; set; }
}
