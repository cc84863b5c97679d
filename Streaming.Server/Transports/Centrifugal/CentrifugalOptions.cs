using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Holds the options of the Centrifugal client protocol, which are bound to the configuration section <c>Centrifugal</c>.
/// </summary>
public sealed class CentrifugalOptions
{
    /// <summary>The interval at which the server sends pings, in whole seconds (default 25 s).</summary>
    [DurationRange("1s", "1h", "s")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// The time limit for a client's answer to a ping (default 10 s). After this time the server closes the connection as dead.
    /// </summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan PongTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The time within which a client must send the command <c>connect</c> on a new connection (default 15 s).</summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The time for which a connection stays open after the client's token has expired, so that the client can send a new token (default 25
    /// s). During this time the client still receives messages, but its other commands are refused.
    /// </summary>
    [DurationRange("0s", "10m", "s")]
    public TimeSpan ExpiryGrace { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>The time limit for a client's answer to a close frame (default 2 s).</summary>
    [DurationRange("10ms", "1m", "s")]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The maximum number of Centrifugal connections to this server process (default 15,000).</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 15_000;

    /// <summary>The maximum number of channels to which one connection may subscribe (default 128).</summary>
    [Range(1, 10_000)]
    public int MaxChannels { get; set; } = 128;

    /// <summary>
    /// The maximum size of one message from a client, which may contain several commands, in bytes (default 128 KiB). It includes the
    /// escapes of JSON, so published data can take up to six times its size.
    /// </summary>
    [Range(1_024, 16 << 20)]
    public int MaxFrameBytes { get; set; } = 128 * 1024;

    /// <summary>
    /// The maximum number of bytes of queued replies that a client has not read yet (default 1 MiB). If the number is exceeded, the server
    /// closes the connection.
    /// </summary>
    [Range(1_024, 1 << 30)]
    public int MaxQueueBytes { get; set; } = 1 << 20;

    /// <summary>The maximum number of messages in one reply to the command <c>history</c> (default 300).</summary>
    [Range(1, 100_000)]
    public int MaxHistory { get; set; } = 300;

    /// <summary>
    /// The maximum number of missed messages in the reply to <c>subscribe</c> (default 10,000). A client that has missed more messages
    /// reads them in pages with <c>history</c>.
    /// </summary>
    [Range(0, 1_000_000)]
    public int MaxRecovered { get; set; } = 10_000;

    /// <summary>The maximum number of bytes of message data in one reply to <c>subscribe</c> or <c>history</c> (default 8 MiB).</summary>
    [Range(65_536, 1 << 30)]
    public int MaxAnswerBytes { get; set; } = 8 << 20;

    /// <summary>
    /// The maximum number of large replies that are created or sent at the same time (default 4). A reply is large if it contains more than
    /// 500 missed messages or 128 KiB. A client that has to wait longer than 4 s receives a reply without missed messages, and reads them
    /// in pages with <c>history</c>.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxLargeAnswers { get; set; } = 4;
}
