using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Diagnostics;

/// <summary>Holds the settings of the server's metrics, which are bound to the configuration section <c>Metrics</c>.</summary>
public sealed class MetricsOptions
{
    /// <summary>
    /// The interval at which the server publishes its metrics to the topic <c>system:metrics</c> (default 5 s). With zero, the server does
    /// not publish them.
    /// </summary>
    [DurationRange("0s", "1h", "s")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A secret text (the scrape token) with which a monitoring system may read <c>/metrics</c>, and nothing else. The system sends the
    /// text in the header <c>Authorization: Bearer …</c>. The text has at least 16 characters. Default: none, so that only administrators
    /// may read the metrics.
    /// </summary>
    public string? ScrapeToken { get; set; }

    /// <summary>
    /// The IP addresses or networks (such as <c>10.0.0.0/8</c>) from which clients may read <c>/metrics</c> without a token. Default: none.
    /// </summary>
    public IList<string> AllowedNetworks { get; } = [];
}
