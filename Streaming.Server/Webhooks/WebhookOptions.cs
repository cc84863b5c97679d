using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Webhooks;

/// <summary>Section <c>Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    internal const int MaxBatch = 1_000;

    /// <summary>The maximum number of webhooks (default 100). Each published message is matched against all of them.</summary>
    [Range(0, 10_000)]
    public int MaxWebhooks { get; set; } = 100;

    /// <summary>
    /// The number of topics that are delivered at once in this process, over all webhooks (default 32), in slots apart from those of other
    /// jobs.
    /// </summary>
    [Range(1, 1_000)]
    public int Concurrency { get; set; } = 32;

    /// <summary>
    /// The number of topics of one webhook that are delivered at once in this process (default 4), at most a quarter of
    /// <see cref="Concurrency"/>, which bounds the slots of a receiver that does not answer.
    /// </summary>
    [Range(1, 1_000)]
    public int ConcurrencyPerWebhook { get; set; } = 4;

    /// <summary>The number of concurrent requests for one topic of a webhook that is not ordered (default 4).</summary>
    [Range(1, 64)]
    public int Parallel { get; set; } = 4;

    /// <summary>The maximum number of messages of a request, unless the webhook sets its own (default 100).</summary>
    [Range(1, MaxBatch)]
    public int Batch { get; set; } = 100;

    /// <summary>The number of bytes of data after which no further message is added to a request (default 256 KiB).</summary>
    [Range(1, 4 << 20)]
    public int MaxBatchBytes { get; set; } = 256 << 10;

    /// <summary>
    /// The delay after the first failure (default 5 s). It doubles with each further failure, minus up to half of it at random.
    /// </summary>
    [DurationRange("1ms", "1d", "s")]
    public TimeSpan Backoff { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest delay between two attempts (default 1 h), unless the receiver demands more in <c>Retry-After</c>.</summary>
    [DurationRange("1ms", "7d", "h")]
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The time for which a topic must fail before the webhook is disabled (default 5 days).</summary>
    [DurationRange("1ms", "365d", "d")]
    public TimeSpan DisableAfter { get; set; } = TimeSpan.FromDays(5);

    /// <summary>The time for which requests are signed with the old secret too after a change (default 24 h).</summary>
    [DurationRange("0s", "30d", "h")]
    public TimeSpan SecretOverlap { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The time limit of a request from its permit to the last byte of the response (default 15 s).</summary>
    [DurationRange("100ms", "5m", "s")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The time for which a job waits for further messages of its topic before it ends (default 2 s), so that steady messages do not need a
    /// job each.
    /// </summary>
    [DurationRange("0s", "1m", "s")]
    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The interval of the scans of all topics for messages whose process ended before it could dispatch them (default 1 min).
    /// </summary>
    [DurationRange("100ms", "1d", "m")]
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The number of requests of each webhook that are kept (default 1,000).</summary>
    [Range(1, 100_000)]
    public int KeepDeliveries { get; set; } = 1_000;
}
