using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Contains the result of one request to the receiver of a webhook.</summary>
/// <param name="Delivery">The description of the request and its result, for the stored list of requests of the webhook.</param>
/// <param name="Duration">The duration of the request.</param>
internal sealed record SendResult(WebhookDelivery Delivery, TimeSpan Duration)
{
    /// <summary>True if the receiver responded with 410 Gone, and so accepts no further requests.</summary>
    public bool IsGone { get; init; }

    /// <summary>
    /// True if the request was not sent, since too many calls wait, or since the circuit breaker blocks calls to the host after failures.
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
