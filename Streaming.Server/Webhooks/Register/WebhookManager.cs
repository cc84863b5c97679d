using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Webhooks.Delivery;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// Creates, changes and deletes webhooks. Each change is published to topic <c>system:webhooks</c>, from which other processes learn of the
/// change.
/// </summary>
internal sealed partial class WebhookManager(
    IWebhookStore store, ITopicLog log, BatchReader reader, WebhookNotices notices, IOptions<WebhookOptions> options,
        ILogger<WebhookManager> logger) : IDisposable
{
    // Without it, webhooks that are created at the same time could exceed the limit together.
    private readonly SemaphoreSlim _creating = new(1);

    /// <summary>
    /// Creates a webhook, which receives messages that are published from now on. If a topic is created later, the webhook receives all its
    /// messages from the first one on.
    /// </summary>
    /// <exception cref="RefusalException">The maximum number of webhooks (<c>Webhooks:MaxWebhooks</c>) is reached, or the webhook names a
    /// topic that webhooks cannot receive.</exception>
    public async Task CreateAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        CheckTopics(webhook);
        await _creating.WaitAsync(cancellationToken);
        try
        {
            if ((await store.ListAsync(cancellationToken)).Count >= options.Value.MaxWebhooks)
                throw RefusalException.LimitReached(
                    "Webhooks:MaxWebhooks",
                    $"The limit of {options.Value.MaxWebhooks} webhooks is reached; delete one that is not needed, or raise " +
                    "Webhooks:MaxWebhooks.");
            var starts = await StartsAsync(webhook, before: null, cancellationToken);
            await store.WriteAsync(new SaveWebhook(webhook, starts), cancellationToken);
        }
        finally
        {
            _creating.Release();
        }

        await notices.PublishChangeAsync("created", webhook);
    }

    /// <summary>Changes a webhook and publishes the change.</summary>
    /// <param name="id">The id of the webhook.</param>
    /// <param name="kind">The type of the message that is published to <c>system:webhooks</c>, such as <c>paused</c>.</param>
    /// <param name="change">A function that returns the changed webhook. It is called again if another process has changed the webhook
    /// meanwhile.</param>
    /// <param name="clearsFailures">True to remove the record of failed requests from the webhook, so that its deliveries start again
    /// without failures.</param>
    /// <param name="cancellationToken">Cancels the wait for the store.</param>
    /// <exception cref="RefusalException">The webhook does not exist, or it names a topic that webhooks cannot receive.</exception>
    public async Task<Webhook> UpdateAsync(
        WebhookId id, string kind, Func<Webhook, Webhook> change, bool clearsFailures, CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = await FindAsync(id, cancellationToken);
            var after = change(before) with { Version = before.Version + 1 };
            CheckTopics(after);
            var save = new SaveWebhook(after, await StartsAsync(after, before, cancellationToken), clearsFailures);
            if (!(await store.WriteAsync(save, cancellationToken)).IsWritten)
                continue;
            await notices.PublishChangeAsync(kind, after);
            return after;
        }
    }

    /// <summary>Deletes a webhook and publishes the change.</summary>
    /// <exception cref="RefusalException">The webhook does not exist.</exception>
    public async Task<Webhook> DeleteAsync(WebhookId id, CancellationToken cancellationToken)
    {
        var webhook = await FindAsync(id, cancellationToken);
        if (!(await store.WriteAsync(new DeleteWebhook(id), cancellationToken)).IsWritten)
            throw NotFound(id);
        await notices.PublishChangeAsync("deleted", webhook);
        return webhook;
    }

    /// <summary>Disables a webhook and stores the reason. No messages are sent to the webhook until an administrator resumes it.</summary>
    public async Task DisableAsync(WebhookId id, string reason)
    {
        var webhook = await UpdateAsync(
            id, "disabled", before =>
            before with { State = WebhookState.Disabled, Reason = reason }, clearsFailures: false, CancellationToken.None);
        LogDisabled(id, webhook.Url.Host, reason);
    }

    /// <summary>Returns a webhook from the store.</summary>
    /// <exception cref="RefusalException">The webhook does not exist.</exception>
    public async ValueTask<Webhook> FindAsync(WebhookId id, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) ?? throw NotFound(id);

    public void Dispose() => _creating.Dispose();

    private static RefusalException NotFound(WebhookId id) =>
        new(RefusalReason.NotFound, $"There is no webhook {id} (any more); GET /webhooks lists them.");

    private void CheckTopics(Webhook webhook)
    {
        foreach (var pattern in webhook.Topics)
        {
            if (pattern.StartsWith(TopicNamespaces.Job, StringComparison.Ordinal))
                throw RefusalException.Invalid(
                    "Webhooks cannot receive the topics of jobs (job:…), because each delivery is a job itself. Let the job publish to " +
                    "another topic.");
            if (!pattern.Contains('*', StringComparison.Ordinal) && !reader.CanRead(new TopicName(pattern)))
                throw RefusalException.Invalid(
                    $"The topic {pattern} is kept in memory only, so a webhook could miss its messages; give the topic a policy with " +
                    "Store log.");
        }
    }

    // Returns the cursors (positions in topics) with which a new webhook starts: after the newest message of each existing topic. A topic
    // that is created during this scan may have no cursor. A missing cursor does no harm, because a webhook receives all messages of topics
    // that are created after the webhook.
    private async Task<IReadOnlyList<WebhookCursor>> StartsAsync(Webhook webhook, Webhook? before, CancellationToken cancellationToken)
    {
        var starts = new List<WebhookCursor>();
        if (before is not null && webhook.Topics.SequenceEqual(before.Topics, StringComparer.Ordinal))
            return starts;
        await foreach (var page in log.TopicPagesAsync(withJobs: false, cancellationToken: cancellationToken))
            starts.AddRange(page.Where(each => webhook.Receives(each.Topic) && before?.Receives(each.Topic) != true)
                .Select(each => new WebhookCursor(each.Topic, each.State.Newest) { Epoch = each.State.Epoch }));
        return starts;
    }

    [LoggerMessage(1, LogLevel.Warning, "Disabled webhook {WebhookId} to {Host}: {Reason}")]
    private partial void LogDisabled(WebhookId webhookId, string host, string reason);
}
