using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>The result of one request to the receiver of a webhook.</summary>
/// <param name="Delivery">The description of the request and its result, which is stored in the webhook's list of requests.</param>
/// <param name="Duration">The duration of the request.</param>
internal sealed record SendResult(WebhookDelivery Delivery, TimeSpan Duration)
{
    /// <summary>True if the receiver responded with 410 Gone, which means that it accepts no further requests.</summary>
    public bool IsGone { get; init; }

    /// <summary>
    /// True if the request was not sent. Either too many calls wait, or the circuit breaker of the host blocks calls after failures.
    /// </summary>
    public bool IsNotCalled { get; init; }

    /// <summary>
    /// True if the receiver responded with 429 or 503. If it has done so for several topics, it is overloaded, and requests with messages
    /// of other topics would fail too.
    /// </summary>
    public bool IsBusy { get; init; }

    /// <summary>True if the request was sent and the receiver did not respond.</summary>
    public bool HasNoResponse => Delivery.Status is null && !IsNotCalled && !IsSuccess;

    /// <summary>
    /// The minimum delay before the next request to the webhook, which the receiver or the circuit breaker of its host requires; null for
    /// none.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsSuccess => Delivery.Error is null;

    /// <summary>The result of the request as a tag of metrics: <c>delivered</c>, <c>not_called</c>, <c>gone</c> or <c>failed</c>.</summary>
    public string Name => IsSuccess ? "delivered" : IsNotCalled ? "not_called" : IsGone ? "gone" : "failed";
}
