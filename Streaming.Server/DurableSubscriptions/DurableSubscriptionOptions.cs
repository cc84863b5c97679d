using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.DurableSubscriptions;

/// <summary>
/// Holds the options of the subscriptions of the Durable Streams protocol, which are bound to the configuration section
/// <c>DurableSubscriptions</c>.
/// </summary>
public sealed class DurableSubscriptionOptions
{
    /// <summary>The maximum number of subscriptions (default 100). Each published message is matched against all of them.</summary>
    [Range(0, 10_000)]
    public int MaxSubscriptions { get; set; } = 100;

    /// <summary>
    /// The maximum number of streams of one subscription (default 10,000). Both the streams that were added explicitly and those that match
    /// the subscription's pattern count. Each wake (notice to a worker that streams have new messages) reads the state of all these
    /// streams.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxStreams { get; set; } = 10_000;

    /// <summary>
    /// The interval of the scans of all streams (default 1 min). A process may have ended before it could send a wake (a notice to a
    /// worker) for new messages: a scan finds such messages. If several nodes share a store, only one of them scans.
    /// </summary>
    [DurationRange("100ms", "1d", "m")]
    public TimeSpan ScanInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The time limit of a request that delivers a wake (a notice of new messages) to a webhook, until the last byte of the response
    /// (default 15 s).
    /// </summary>
    [DurationRange("100ms", "5m", "s")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The time after which the token of a wake (a notice of new messages) expires, even if the wake's lease was extended (default 1 d). A
    /// worker that needs more time must release the wake and claim the next one.
    /// </summary>
    [DurationRange("1m", "30d", "d")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Whether the URLs of webhooks on other machines may use http (default false). URLs of this machine, such as
    /// <c>http://localhost:8080/hook</c>, may always use http; <c>Outbound:AllowedNetworks</c> or <c>Outbound:AllowThisMachine</c> must
    /// allow the address.
    /// </summary>
    public bool AllowHttp { get; set; }

    /// <summary>
    /// The URL under which webhooks and workers reach this server, such as <c>https://live.example.com</c>. Webhooks and workers use this
    /// URL for callbacks, and to load the public key of the signatures. Default: the URL of the request that created the subscription.
    /// </summary>
    public string? PublicUrl { get; set; }
}
