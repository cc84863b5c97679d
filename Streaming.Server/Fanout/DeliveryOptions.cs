using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Fanout;

/// <summary>Section <c>Delivery</c>: how messages are written to connections.</summary>
public sealed class DeliveryOptions
{
    /// <summary>
    /// Threads that write to subscribers; 0 (default) for as many as there are processors. A topic uses one for every 128 subscribers.
    /// </summary>
    [Range(0, 64)]
    public int Loops { get; set; }

    /// <summary>
    /// Whether streams over plain HTTP/1.1 are written directly to their socket (default; Linux only). If false, Kestrel writes them.
    /// </summary>
    public bool Direct { get; set; } = true;

    /// <summary>
    /// The most subscribers of a topic in memory that the publisher's own thread writes to, which saves waking another thread (default 32).
    /// </summary>
    [Range(0, 10_000)]
    public int InlineReaders { get; set; } = 32;

    /// <summary>
    /// The most bytes of waiting messages that are joined into one write (default 64 KiB). A client that stops reading keeps at most this
    /// much in memory.
    /// </summary>
    [Range(1_024, 16 << 20)]
    public int JoinBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// How long a client may accept no bytes of a stream or of any other response before its connection is aborted (default 60 s).
    /// </summary>
    [DurationRange("10ms", "1d", "s")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The time over which WebSockets are closed when the server stops, so that clients do not all reconnect at once (default 2 s).
    /// </summary>
    [DurationRange("0s", "1m", "s")]
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(2);

    internal int LoopCount => Loops > 0 ? Loops : Math.Min(64, Environment.ProcessorCount);
}
