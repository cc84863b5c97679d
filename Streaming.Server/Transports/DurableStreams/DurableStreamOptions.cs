using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Holds the options of the Durable Streams protocol, which are bound to the configuration section <c>DurableStreams</c>.
/// </summary>
public sealed class DurableStreamOptions
{
    /// <summary>The time after which the server answers a long-poll request if no new data has arrived (default 25 s).</summary>
    [DurationRange("100ms", "10m", "s")]
    public TimeSpan LongPollTimeout { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// The time after which the server completes a response of server-sent events, so that the client connects again (default 60 s).
    /// Because responses end, caches in front of the server can answer several clients with one response.
    /// </summary>
    [DurationRange("1s", "1d", "s")]
    public TimeSpan SseLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The interval at which the server sends a comment on a response of server-sent events without data, so that proxies do not close the
    /// connection as idle (default 15 s).
    /// </summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The approximate number of bytes of stored data after which a response ends (default 16 MiB). The client requests the following bytes
    /// with its next request. A response is sent page by page, so that a larger number needs no more memory.
    /// </summary>
    [Range(1_024, 1 << 30)]
    public int ChunkBytes { get; set; } = 16 << 20;
}
