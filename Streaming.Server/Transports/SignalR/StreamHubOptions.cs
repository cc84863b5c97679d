using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Section <c>Hubs</c>: SignalR.</summary>
public sealed class StreamHubOptions
{
    /// <summary>How often a connection that says nothing is pinged (default 15 s).</summary>
    [DurationRange("100ms", "1h", "s")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// After how long without a word from the client its connection counts as dead (default 30 s). Clients ping every 15 s by themselves.
    /// </summary>
    [DurationRange("100ms", "1h", "s")]
    public TimeSpan ClientTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most bytes of one message from a client (default 64 KiB).</summary>
    [Range(1_024, 16 << 20)]
    public int MaxMessageBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// How many bytes of messages the server keeps for a client that asked for stateful reconnect, until the client has confirmed them
    /// (default 100,000). Nothing is lost
    /// when there are more: the server then waits, so that this is also about what such a client gets a second. 0 switches stateful
    /// reconnect off.
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
