using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Holds the options of Durable Streams, which are bound to the configuration section <c>DurableStreams</c>.</summary>
public sealed class DurableStreamOptions
{
    /// <summary>The time after which a long-poll request without new data is answered (default 25 s).</summary>
    [DurationRange("100ms", "10m", "s")]
    public TimeSpan LongPollTimeout { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// The time after which the server completes an SSE response, so that the client connects again (default 60 s). Caches in front of the
    /// server can then answer several clients with one response.
    /// </summary>
    [DurationRange("1s", "1d", "s")]
    public TimeSpan SseLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The interval at which the server sends a comment on an SSE response without data, so that proxies do not close it as idle (default
    /// 15 s).
    /// </summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The number of bytes after which a catch-up response ends; the client then requests the following bytes (default 1 MiB). It is
    /// smaller while many clients receive such responses.
    /// </summary>
    [Range(1_024, 64 << 20)]
    public int ChunkBytes { get; set; } = 1 << 20;
}
