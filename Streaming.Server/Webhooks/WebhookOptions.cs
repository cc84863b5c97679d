using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Webhooks;

/// <summary>Holds the options of webhooks, which are bound to the configuration section <c>Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    internal const int MaxBatch = 1_000;

    /// <summary>The maximum number of webhooks (default 100). Each published message is matched against all of them.</summary>
    [Range(0, 10_000)]
    public int MaxWebhooks { get; set; } = 100;

    /// <summary>
    /// The maximum number of topics that are delivered at the same time in this process, over all webhooks (default 32). Jobs of other
    /// types are not counted.
    /// </summary>
    [Range(1, 1_000)]
    public int Concurrency { get; set; } = 32;

    /// <summary>
    /// The maximum number of topics of one webhook that are delivered at the same time in this process (default 4). A value above a
    /// quarter of <see cref="Concurrency"/> counts as a quarter, so that a receiver that does not respond cannot occupy most of the places.
    /// </summary>
    [Range(1, 1_000)]
    public int ConcurrencyPerWebhook { get; set; } = 4;

    /// <summary>The maximum number of concurrent requests for one topic of a webhook that is not ordered (default 4).</summary>
    [Range(1, 64)]
    public int Parallel { get; set; } = 4;

    /// <summary>The maximum number of messages in a request to a webhook, unless the webhook sets its own (default 100).</summary>
    [Range(1, MaxBatch)]
    public int Batch { get; set; } = 100;

    /// <summary>
    /// The number of bytes of data at which a request is full, so that no further message is added to it (default 256 KiB).
    /// </summary>
    [Range(1, 4 << 20)]
    public int MaxBatchBytes { get; set; } = 256 << 10;

    /// <summary>
    /// The delay after the first failed request to a webhook (default 5 s). The delay doubles with each further failure, and is shortened
    /// at random by up to a half.
    /// </summary>
    [DurationRange("1ms", "1d", "s")]
    public TimeSpan Backoff { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The longest delay between two attempts to send messages to a webhook (default 1 h), unless the receiver requests a longer delay with
    /// <c>Retry-After</c>.
    /// </summary>
    [DurationRange("1ms", "7d", "h")]
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The time for which a topic must fail before its webhook is disabled (default 5 days). The webhook is not disabled if its receiver
    /// has accepted messages of another topic in this time.
    /// </summary>
    [DurationRange("1ms", "365d", "d")]
    public TimeSpan DisableAfter { get; set; } = TimeSpan.FromDays(5);

    /// <summary>
    /// The time for which requests are also signed with the old secret after the secret of a webhook was changed (default 24 h).
    /// </summary>
    [DurationRange("0s", "30d", "h")]
    public TimeSpan SecretOverlap { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// The time limit of a request to a webhook (default 15 s), from the moment when the request gets its permit (the right to call the
    /// host) to the last byte of the response.
    /// </summary>
    [DurationRange("100ms", "5m", "s")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The time for which a webhook delivery waits for further messages of its topic before its job ends (default 2 s). So a steady flow of
    /// messages does not need a job for each message.
    /// </summary>
    [DurationRange("0s", "1m", "s")]
    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The interval of the scans of all topics (default 1 min). A process may have ended before it could start the delivery of new
    /// messages: a scan finds such messages.
    /// </summary>
    [DurationRange("100ms", "1d", "m")]
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The maximum number of requests that are kept in the list of each webhook (default 1,000).</summary>
    [Range(1, 100_000)]
    public int KeepDeliveries { get; set; } = 1_000;
}
