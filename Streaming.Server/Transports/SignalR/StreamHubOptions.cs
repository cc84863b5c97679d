using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Holds the options of the SignalR hub, which are bound to the configuration section <c>Hubs</c>.</summary>
public sealed class StreamHubOptions
{
    /// <summary>The interval at which the server sends pings on a connection, unless it sends something else (default 15 s).</summary>
    [DurationRange("100ms", "1h", "s")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The maximum time between two messages or pings from a client (default 30 s). After a longer time, the server closes the connection
    /// as dead. SignalR clients send a ping every 15 s by default.
    /// </summary>
    [DurationRange("100ms", "1h", "s")]
    public TimeSpan ClientTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The maximum size of one message from a client, in bytes (default 128 KiB). It includes the envelope and the escapes of JSON, so
    /// published data can take up to six times its size.
    /// </summary>
    [Range(1_024, 16 << 20)]
    public int MaxMessageBytes { get; set; } = 128 * 1024;

    /// <summary>
    /// The maximum number of bytes that the server has sent to a client and the client has not confirmed yet (default 100,000). The option
    /// applies to clients with stateful reconnect (a feature of SignalR that continues a connection on a new WebSocket). When the number is
    /// reached, the server waits with further messages; no message is lost. Clients confirm about once a second, so a client receives at
    /// most this many bytes per second. 0 disables stateful reconnect.
    /// </summary>
    [Range(0, 16 << 20)]
    public int StatefulReconnectBufferSize { get; set; } = 100_000;

    /// <summary>The maximum number of topics in one subscription (default 100).</summary>
    [Range(1, 10_000)]
    public int MaxTopics { get; set; } = 100;

    /// <summary>
    /// The maximum number of streams (subscriptions, history and uploads) that one connection may run at the same time (default 32).
    /// </summary>
    [Range(1, 10_000)]
    public int MaxStreams { get; set; } = 32;

    /// <summary>
    /// The maximum number of SignalR connections to this server process (default 15,000). Clients can negotiate this number of connections
    /// within 15 s, and those of one address <c>Access:Limits:ConnectionsPerAddress</c>.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 15_000;
}
