using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Fanout;

/// <summary>Section <c>Delivery</c>: how messages are written to connections.</summary>
public sealed class DeliveryOptions
{
    /// <summary>Threads that write to readers; 0 (default) for as many as there are processors. A topic uses one for every 128 readers.</summary>
    [Range(0, 64)]
    public int Loops { get; set; }

    /// <summary>Whether streams over plain HTTP/1.1 are written straight to their socket (default; Linux only). Off, they go through Kestrel's own writer.</summary>
    public bool Direct { get; set; } = true;

    /// <summary>Up to how many readers of a topic in memory are written to by the publisher's own thread, which saves waking another (default 32).</summary>
    [Range(0, 10_000)]
    public int InlineReaders { get; set; } = 32;

    /// <summary>How many bytes of waiting messages are joined into one write (default 64 KiB). A reader that stops reading holds at most this much.</summary>
    [Range(1_024, 16 << 20)]
    public int JoinBytes { get; set; } = 64 * 1024;

    /// <summary>How long a client may take nothing at all of a stream or of any other response before its connection is aborted (default 60 s).</summary>
    [DurationRange("10ms", "1d", "s")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>At shutdown, over how long the closes of WebSockets are spread, so that not all come back at once (default 2 s).</summary>
    [DurationRange("0s", "1m", "s")]
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(2);

    internal int LoopCount => Loops > 0 ? Loops : Math.Min(64, Environment.ProcessorCount);
}
