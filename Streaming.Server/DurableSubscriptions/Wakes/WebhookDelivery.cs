using System.Text.Json;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.DurableSubscriptions.HttpApi;
using Streaming.Server.DurableSubscriptions.Register;
using Streaming.Server.DurableSubscriptions.Signing;
using Streaming.Server.Outbound;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>Delivers a wake (a notice of new messages) to a webhook in one signed request, and applies the response.</summary>
internal sealed partial class WebhookDelivery(
    SubscriptionReader reader, WakeRequests requests, IOutboundCaller caller, WakeResults results,
    IOptions<DurableSubscriptionOptions> options, ILogger<WebhookDelivery> logger)
{
    private const int MaxResponseBytes = 64 << 10;

    private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(5);

    public async Task DeliverAsync(DurableSubscription subscription, CancellationToken cancellationToken)
    {
        if (await reader.FindAsync(subscription.Id, cancellationToken) is not { } state || state.Subscription.WakeId != subscription.WakeId)
            return;
        var listed = state.Listed;
        try
        {
            var response = await caller.SendAsync(await CreateAsync(state.Subscription, listed, cancellationToken), cancellationToken);
            if (response.IsSuccess)
            {
                await results.SucceededAsync(subscription, IsDone(response) ? listed : null, cancellationToken);
                return;
            }

            LogRefused(subscription.Id, response.Status);
        }
        catch (OutboundException e)
        {
            LogFailed(e, subscription.Id);
        }

        await results.FailedAsync(subscription, cancellationToken);
    }

    private async Task<OutboundRequest> CreateAsync(
        DurableSubscription subscription, IReadOnlyList<StreamState> streams, CancellationToken cancellationToken)
    {
        var (body, signature) = await requests.CreateAsync(subscription, streams, cancellationToken);
        var lease = TimeSpan.FromMilliseconds(subscription.LeaseMilliseconds);
        return new OutboundRequest
        {
            Url = subscription.Webhook!,
            Method = HttpMethod.Post,
            Body = body,
            ContentType = "application/json",
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { [WakeSignature.Header] = signature },
            Timeout = lease < options.Value.Timeout ? lease : options.Value.Timeout,
            MaxWait = lease < s_maxWait ? lease : s_maxWait,
            MaxResponseBytes = MaxResponseBytes,
            FollowsRedirects = false,
        };
    }

    private static bool IsDone(OutboundResponse response)
    {
        try
        {
            using var json = JsonDocument.Parse(response.Body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("done", out var done)
                && done.ValueKind == JsonValueKind.True;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning,
        "Failed to deliver a notice of new messages of durable subscription {Subscription}: the webhook responded with status {Status}.")]
    private partial void LogRefused(string subscription, int status);

    [LoggerMessage(2, LogLevel.Warning, "Failed to deliver a notice of new messages of durable subscription {Subscription}.")]
    private partial void LogFailed(Exception exception, string subscription);
}
