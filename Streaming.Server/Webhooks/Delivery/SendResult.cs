using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>What came of a request.</summary>
/// <param name="Made">The same as it is kept.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record SendResult(WebhookDelivery Made, TimeSpan Duration)
{
    /// <summary>The receiver wants no more.</summary>
    public bool IsGone { get; init; }

    /// <summary>It was not sent, for reasons that lie here: many calls wait, or the host is left alone for a while.</summary>
    public bool IsNotCalled { get; init; }

    /// <summary>The receiver is busy (429, 503), whatever it was sent.</summary>
    public bool IsBusy { get; init; }

    /// <summary>Whether nothing is to be sent to the webhook for <see cref="RetryAfter"/>, whatever the topic.</summary>
    public bool WantsRest => RetryAfter is not null && (IsBusy || IsNotCalled);

    /// <summary>Whether there was a request and no answer.</summary>
    public bool IsUnanswered => Made.Status is null && !IsNotCalled && !IsSuccess;

    /// <summary>When to try again at the earliest.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsSuccess => Made.Error is null;

    /// <summary>What it is called in metrics.</summary>
    public string Name => IsSuccess ? "delivered" : IsNotCalled ? "not_called" : IsGone ? "gone" : "failed";
}
