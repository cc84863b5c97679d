using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Section <c>Hubs</c>: SignalR.</summary>
public sealed class StreamHubOptions
{
    /// <summary>The interval of pings on an idle connection (default 15 s).</summary>
    [DurationRange("100ms", "1h", "s")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The time without a message or ping from the client after which its connection counts as dead (default 30 s). Clients ping every 15 s
    /// by default.
    /// </summary>
    [DurationRange("100ms", "1h", "s")]
    public TimeSpan ClientTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most bytes of one message from a client (default 64 KiB).</summary>
    [Range(1_024, 16 << 20)]
    public int MaxMessageBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// The most bytes of messages that the server keeps for a client with stateful reconnect, until the client has confirmed them (default
    /// 100,000). If more are unconfirmed, the server waits, and no message is lost. Clients confirm about once a second, so the value is
    /// also about the most bytes that such a client receives per second. 0 disables stateful reconnect.
    /// </summary>
    [Range(0, 16 << 20)]
    public int StatefulReconnectBufferSize { get; set; } = 100_000;

    /// <summary>The most topics of one subscription (default 100).</summary>
    [Range(1, 10_000)]
    public int MaxTopics { get; set; } = 100;

    /// <summary>The most subscriptions, history and upload streams of one connection at the same time (default 32).</summary>
    [Range(1, 10_000)]
    public int MaxStreams { get; set; } = 32;

    /// <summary>The most connections on this node (default 15,000).</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 15_000;
}
