using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>The result of a request.</summary>
/// <param name="Made">The record that is stored.</param>
/// <param name="Duration">The duration of the request.</param>
internal sealed record SendResult(WebhookDelivery Made, TimeSpan Duration)
{
    /// <summary>The receiver answered 410 Gone and wants no further requests.</summary>
    public bool IsGone { get; init; }

    /// <summary>The request was not sent: too many calls wait, or the circuit breaker of the host is open.</summary>
    public bool IsNotCalled { get; init; }

    /// <summary>The receiver is busy (429 or 503), regardless of the topic.</summary>
    public bool IsBusy { get; init; }

    /// <summary>Whether no topic of the webhook is delivered for the time of <see cref="RetryAfter"/>.</summary>
    public bool DemandsPause => RetryAfter is not null && (IsBusy || IsNotCalled);

    /// <summary>Whether a request was sent and received no answer.</summary>
    public bool IsUnanswered => Made.Status is null && !IsNotCalled && !IsSuccess;

    /// <summary>The minimum delay before the next request.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsSuccess => Made.Error is null;

    /// <summary>The result as a tag of metrics.</summary>
    public string Name => IsSuccess ? "delivered" : IsNotCalled ? "not_called" : IsGone ? "gone" : "failed";
}
