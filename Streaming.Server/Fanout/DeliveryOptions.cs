using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Fanout;

/// <summary>
/// Holds the options for writing messages to the connections of subscribers, which are bound to the configuration section <c>Delivery</c>.
/// </summary>
public sealed class DeliveryOptions
{
    /// <summary>
    /// The number of threads that write messages to subscribers; 0 (default) for one thread per processor. A topic uses one of these
    /// threads for every 128 subscribers.
    /// </summary>
    [Range(0, 64)]
    public int Loops { get; set; }

    /// <summary>
    /// Whether the server itself writes the streams of plain HTTP/1.1 connections to the socket (default true; on Linux only). If false,
    /// the HTTP server Kestrel writes them.
    /// </summary>
    public bool Direct { get; set; } = true;

    /// <summary>
    /// The number of subscribers up to which the thread that publishes a message also writes the message to the subscribers (default 32).
    /// If a topic has more subscribers, another thread writes the message. The option concerns only topics that are stored in memory.
    /// </summary>
    [Range(0, 10_000)]
    public int InlineReaders { get; set; } = 32;

    /// <summary>
    /// The maximum size in bytes of one write, which joins several waiting messages (default 64 KiB). For a client that stops reading, the
    /// server keeps at most this many bytes in memory.
    /// </summary>
    [Range(1_024, 16 << 20)]
    public int JoinBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// The time after which a connection is aborted if its client accepts no byte of a stream or of another response (default 60 s).
    /// </summary>
    [DurationRange("10ms", "1d", "s")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The time over which the server spreads the closing of the WebSockets of rooms and of Centrifugal connections when it stops, so that
    /// the clients do not all reconnect at once (default 2 s). All other streams, such as event streams, end at once.
    /// </summary>
    [DurationRange("0s", "1m", "s")]
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(2);

    internal bool IsDirect => Direct && OperatingSystem.IsLinux();

    internal int LoopCount => Loops > 0 ? Loops : Math.Min(64, Environment.ProcessorCount);
}
