using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.Sse;

/// <summary>Holds the options of server-sent events, which are bound to the configuration section <c>Sse</c>.</summary>
public sealed class SseOptions
{
    /// <summary>
    /// The interval at which the server sends a comment (a line that browsers ignore) on a stream without messages, so that proxies do not
    /// close the stream as idle (default 15 s).
    /// </summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The time that a browser waits before it reconnects to an event stream (default 2 s).</summary>
    [DurationRange("0s", "1h", "s")]
    public TimeSpan Retry { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The maximum number of topics on one event stream (default 100).</summary>
    [Range(1, 1_000)]
    public int MaxTopics { get; set; } = 100;
}
