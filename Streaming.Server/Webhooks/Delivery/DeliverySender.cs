using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Text;
using Streaming.Server.Outbound;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Sends signed requests to the receivers of webhooks, and returns their results.</summary>
internal sealed class DeliverySender(
    IOutboundCaller caller, WebhookRateLimiter rates, WebhookMetrics metrics, IOptions<WebhookOptions> options, StoreClock time)
{
    private const int Gone = 410;

    private const int TooManyRequests = 429;
    private const int Unavailable = 503;

    // The longest wait for the beginning of the response body, which is only shown to administrators. The status alone decides whether the
    // request has succeeded.
    private static readonly TimeSpan s_maxBodyWait = TimeSpan.FromMilliseconds(500);

    // The maximum time that a request waits for a permit (the right to call its host). The time is short, because during the wait the
    // delivery holds a slot (one of the limited places for deliveries) that no other delivery can use.
    private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Sends a batch of messages to the receiver of a webhook in one request, and returns the result of the request. Waits first until the
    /// rate limit of the webhook allows the request.
    /// </summary>
    public async Task<SendResult> SendAsync(Webhook webhook, MessageBatch batch, int attempt, CancellationToken cancellationToken)
    {
        var id = batch.Id(webhook.Id);
        return await rates.WaitAsync(webhook, cancellationToken) is { } wait ? NotAllowed(webhook, id, wait)
            : await SendAsync(webhook, batch, id, attempt, cancellationToken);
    }

    /// <summary>
    /// Repeats an earlier request: sends the same batch of messages with the same id to the receiver of a webhook, without waiting for the
    /// rate limit of the webhook. Returns the result of the request.
    /// </summary>
    public Task<SendResult> ResendAsync(
        Webhook webhook, MessageBatch batch, WebhookDelivery before, CancellationToken cancellationToken) =>
        SendAsync(webhook, batch, before.MessageId, before.Attempt + 1, cancellationToken);

    /// <summary>Sends a test request without messages to the receiver of a webhook, and returns the result of the request.</summary>
    public Task<SendResult> TestAsync(Webhook webhook, CancellationToken cancellationToken) =>
        SendAsync(webhook, batch: null, "test_" + RandomNumberGenerator.GetHexString(20, lowercase: true),
            MessageBatch.TestBody(webhook.Id, time.UtcNowMicroseconds()), cancellationToken);

    private async Task<SendResult> SendAsync(
        Webhook webhook, MessageBatch batch, string messageId, int attempt, CancellationToken cancellationToken)
    {
        var result = await SendAsync(webhook, batch, messageId, batch.Body(webhook.Id), cancellationToken);
        metrics.RequestEnded(result, batch.Messages.Count);
        return result with
        {
            Delivery = result.Delivery with
            {
                Topic = batch.Topic.Value,
                First = batch.Messages[0].Position.ToString(),
                Last = batch.Messages[^1].Position.ToString(),
                Count = batch.Messages.Count,
                Attempt = attempt,
            },
        };
    }

    private async Task<SendResult> SendAsync(
        Webhook webhook, MessageBatch? batch, string messageId, byte[] body, CancellationToken cancellationToken)
    {
        using var trace = DeliveryTrace.Start(webhook.Id, batch);
        var result = await SendAsync(webhook, trace, messageId, body, cancellationToken);
        trace.SetResult(result);
        return result;
    }

    private async Task<SendResult> SendAsync(
        Webhook webhook, DeliveryTrace trace, string messageId, byte[] body, CancellationToken cancellationToken)
    {
        var (began, started) = (time.UtcNowMicroseconds(), time.GetTimestamp());
        var request = new OutboundRequest
        {
            Url = webhook.Url,
            Method = HttpMethod.Post,
            Body = body,
            ContentType = "application/json",
            Headers = trace.AddTo(WebhookHeaders.Join(webhook.Headers, WebhookSecret.Sign(webhook, messageId, body, began))),
            Timeout = options.Value.Timeout,
            MaxWait = s_maxWait,
            MaxResponseBytes = ResponseText.MaxReadBytes,
            MaxBodyWait = s_maxBodyWait,
            // A redirect counts as a failure, as the specification Standard Webhooks requires. If a receiver gets a new URL, the webhook
            // must be changed.
            FollowsRedirects = false,
            // The receiver can refuse the messages of one topic with any status. Such a refusal does not count as a failure of the host, so
            // that it does not block the requests with other topics.
            CountsStatus = false,
        };
        try
        {
            var response = await caller.SendAsync(request, cancellationToken);
            var error = response.IsSuccess ? null
                : $"The receiver responded with status {response.Status}; a status from 200 to 299 acknowledges the messages.";
            var result = Result(response.Status, error);
            return result with
            {
                Delivery = result.Delivery with { Response = ResponseText.Of(response, webhook.Headers) },
                IsGone = response.Status == Gone,
                RetryAfter = response.IsSuccess ? null : response.RetryAfter(time.GetUtcNow()),
                IsBusy = response.Status is TooManyRequests or Unavailable,
            };
        }
        catch (OutboundException e)
        {
            return Result(status: null, e.Message) with { IsNotCalled = e.IsNotCalled, RetryAfter = e.RetryAfter };
        }

        SendResult Result(int? status, string? error) => ResultOf(messageId, began, time.GetElapsedTime(started), status, error);
    }

    private SendResult NotAllowed(Webhook webhook, string messageId, TimeSpan wait)
    {
        var error = $"The webhook's limit of {webhook.MaxPerMinute} requests per minute is reached; the request is sent later.";
        return ResultOf(messageId, time.UtcNowMicroseconds(), TimeSpan.Zero, status: null, error) with
        {
            IsNotCalled = true,
            RetryAfter = wait,
        };
    }

    private static SendResult ResultOf(string messageId, DateTime began, TimeSpan duration, int? status, string? error) =>
        new(new WebhookDelivery(Number: 0, messageId, Topic: null, First: null, Last: null, Count: 0, Attempt: 1, began,
            Math.Round(duration.TotalMilliseconds, 3), status, error), duration);
}
