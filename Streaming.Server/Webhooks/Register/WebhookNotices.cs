using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Publishing;
using Streaming.Server.Webhooks.HttpApi;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// Publishes messages about webhooks to topic <c>system:webhooks</c>. From these messages, other processes learn that a webhook was
/// changed, and administrators learn that deliveries begin or cease to fail.
/// </summary>
internal sealed partial class WebhookNotices(IWebhookStore store, Publisher publisher, ILogger<WebhookNotices> logger)
{
    /// <summary>The topic to which messages about webhooks are published.</summary>
    public static readonly TopicName Topic = new(TopicNamespaces.System + "webhooks");

    /// <summary>Publishes that a webhook was changed.</summary>
    /// <param name="type">The type of the message, such as <c>paused</c>.</param>
    /// <param name="webhook">The webhook after the change.</param>
    public Task PublishChangeAsync(string type, Webhook webhook) => PublishAsync(webhook.Id, type, JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            webhook = webhook.Id.Value,
            url = webhook.Url.OriginalString,
            state = WebhookView.StateOf(webhook),
            reason = webhook.Reason,
        }));

    /// <summary>
    /// Publishes and logs that deliveries to a webhook begin to fail (<c>failing</c>), or that none fails any more (<c>recovered</c>).
    /// </summary>
    /// <param name="id">The id of the webhook.</param>
    /// <param name="topic">The topic whose request has failed or succeeded.</param>
    /// <param name="change">The change of the webhook's health.</param>
    /// <param name="error">The error of the failed request; null if the webhook has recovered.</param>
    public async Task PublishHealthAsync(WebhookId id, TopicName topic, HealthChange change, string? error)
    {
        if (change == HealthChange.None)
            return;
        var isFailing = change == HealthChange.Failing;
        var type = isFailing ? "failing" : "recovered";
        if (await TryFindAsync(id, type) is not { } webhook)
            return;
        if (isFailing)
            LogFailing(topic, id, webhook.Url.Host, error);
        else
            LogRecovered(id, webhook.Url.Host);
        var data = JsonSerializer.SerializeToUtf8Bytes(new
        {
            webhook = id.Value,
            url = webhook.Url.OriginalString,
            state = WebhookView.StateOf(webhook),
            topic = topic.Value,
            error,
        });
        await PublishAsync(id, type, data);
    }

    private async Task<Webhook?> TryFindAsync(WebhookId id, string type)
    {
        try
        {
            return await store.FindAsync(id, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogNotPublished(e, id, type);
            return null;
        }
    }

    private async Task PublishAsync(WebhookId id, string type, byte[] data)
    {
        try
        {
            await publisher.PublishAsync(Topic, new NewMessage(DataKind.Json, data, type, Sender: null));
        }
        catch (Exception e)
        {
            // Every failure to publish is only logged: the change itself is stored, and the caller can continue. Other processes notice the
            // change when they next read the webhooks from the store.
            LogNotPublished(e, id, type);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to publish that webhook {WebhookId} was {Change}.")]
    private partial void LogNotPublished(Exception exception, WebhookId webhookId, string change);

    [LoggerMessage(2, LogLevel.Warning,
        "Failed to deliver topic {Topic} to webhook {WebhookId} at {Host}; the request is repeated: {Error}")]
    private partial void LogFailing(TopicName topic, WebhookId webhookId, string host, string? error);

    [LoggerMessage(3, LogLevel.Information, "Webhook {WebhookId} at {Host} has recovered: no request to it fails any more.")]
    private partial void LogRecovered(WebhookId webhookId, string host);
}
