using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Webhooks;

/// <summary>Section <c>Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    internal const int MaxBatch = 1_000;

    /// <summary>How many webhooks there may be (default 100). Each is looked at for each message.</summary>
    [Range(0, 10_000)]
    public int MaxWebhooks { get; set; } = 100;

    /// <summary>How many topics are being delivered at once in this process, over all webhooks (default 32), in places beside those of other jobs.</summary>
    [Range(1, 1_000)]
    public int Concurrency { get; set; } = 32;

    /// <summary>How many topics of one webhook are delivered at once in this process (default 4), and never more than a quarter of <see cref="Concurrency"/>: a receiver that does not answer holds no more.</summary>
    [Range(1, 1_000)]
    public int ConcurrencyPerWebhook { get; set; } = 4;

    /// <summary>How many requests run at once for one topic of a webhook that asks for no order (default 4).</summary>
    [Range(1, 64)]
    public int Parallel { get; set; } = 4;

    /// <summary>How many messages one request has at most where the webhook does not say (default 100).</summary>
    [Range(1, MaxBatch)]
    public int Batch { get; set; } = 100;

    /// <summary>Bytes of data after which no further message is added to a request (default 256 KiB).</summary>
    [Range(1, 4 << 20)]
    public int MaxBatchBytes { get; set; } = 256 << 10;

    /// <summary>How long after a first failure it is tried again (default 5 s); twice as long after each further one, less up to half of it at random.</summary>
    [DurationRange("1ms", "1d", "s")]
    public TimeSpan Backoff { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest time between two attempts (default 1 h), but for a receiver that asks for more in <c>Retry-After</c>.</summary>
    [DurationRange("1ms", "7d", "h")]
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromHours(1);

    /// <summary>After how long a failure of one topic the webhook is disabled (default 5 days).</summary>
    [DurationRange("1ms", "365d", "d")]
    public TimeSpan DisableAfter { get; set; } = TimeSpan.FromDays(5);

    /// <summary>For how long requests are signed with the old secret too when there is a new one (default 24 h).</summary>
    [DurationRange("0s", "30d", "h")]
    public TimeSpan SecretOverlap { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a request may take, from its turn to the last byte of the answer (default 15 s).</summary>
    [DurationRange("100ms", "5m", "s")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>For how long a topic that was delivered whole is watched for more before its job ends (default 2 s): steady messages then need no job each.</summary>
    [DurationRange("0s", "1m", "s")]
    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often all topics are looked through for messages whose process died before it could hand them on (default 1 min).</summary>
    [DurationRange("100ms", "1d", "m")]
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many requests of each webhook are kept to be looked at (default 1,000).</summary>
    [Range(1, 100_000)]
    public int KeepDeliveries { get; set; } = 1_000;
}
