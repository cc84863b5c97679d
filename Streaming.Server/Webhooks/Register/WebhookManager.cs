using System.Text.Json;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Publishing;
using Streaming.Server.Webhooks.Delivery;
using Streaming.Server.Webhooks.HttpApi;

namespace Streaming.Server.Webhooks.Register;

/// <summary>Makes, changes and takes away webhooks. Each change is a message of topic <c>system:webhooks</c>, by which people and the other processes hear of it.</summary>
internal sealed partial class WebhookManager(
    IWebhookStore store, ITopicLog log, BatchReader reader, Publisher publisher, IOptions<WebhookOptions> options, ILogger<WebhookManager> logger)
{
    /// <summary>The topic that tells of webhooks.</summary>
    public static readonly TopicName Notices = new(TopicNamespaces.System + "webhooks");

    /// <summary>Makes a webhook. It gets what is published from now on: in topics that there are, after their newest message; in others, from their first.</summary>
    /// <exception cref="RefusalException">There are too many, or it names a topic that webhooks cannot get.</exception>
    public async Task CreateAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        CheckTopics(webhook);
        if ((await store.ListAsync(cancellationToken)).Count >= options.Value.MaxWebhooks)
            throw RefusalException.LimitReached("Webhooks:MaxWebhooks", $"There are {options.Value.MaxWebhooks} webhooks, as many as there may be; delete one that is not needed.");
        await store.WriteAsync(new SaveWebhook(webhook, await StartsAsync(webhook, before: null, cancellationToken)), cancellationToken);
        await PublishAsync("created", webhook);
    }

    /// <summary>Changes a webhook.</summary>
    /// <param name="id">Which.</param>
    /// <param name="kind">The type of the message that tells of it.</param>
    /// <param name="change">Gives it as it shall be; it may be asked again, of a newer one.</param>
    /// <param name="forgetsFailures">Whether its topics are no longer taken to be failing.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RefusalException">There is none, or it names a topic that webhooks cannot get.</exception>
    public async Task<Webhook> UpdateAsync(WebhookId id, string kind, Func<Webhook, Webhook> change, bool forgetsFailures, CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = await FindAsync(id, cancellationToken);
            var after = change(before) with { Version = before.Version + 1 };
            CheckTopics(after);
            if (!await store.WriteAsync(new SaveWebhook(after, await StartsAsync(after, before, cancellationToken), forgetsFailures), cancellationToken))
                continue;
            await PublishAsync(kind, after);
            return after;
        }
    }

    /// <summary>Takes a webhook away.</summary>
    /// <exception cref="RefusalException">There is none.</exception>
    public async Task<Webhook> DeleteAsync(WebhookId id, CancellationToken cancellationToken)
    {
        var webhook = await FindAsync(id, cancellationToken);
        if (!await store.WriteAsync(new DeleteWebhook(id), cancellationToken))
            throw NotThere(id);
        await PublishAsync("deleted", webhook);
        return webhook;
    }

    /// <summary>Gives a webhook up.</summary>
    public async Task DisableAsync(WebhookId id, string reason)
    {
        var webhook = await UpdateAsync(id, "disabled", before => before with { State = WebhookState.Disabled, Reason = reason }, forgetsFailures: false, CancellationToken.None);
        LogDisabled(id, webhook.Url.Host, reason);
    }

    /// <summary>One webhook.</summary>
    /// <exception cref="RefusalException">There is none.</exception>
    public async ValueTask<Webhook> FindAsync(WebhookId id, CancellationToken cancellationToken) => await store.FindAsync(id, cancellationToken) ?? throw NotThere(id);

    private static RefusalException NotThere(WebhookId id) => new(RefusalReason.NotFound, $"There is no webhook {id} (any more); GET /webhooks lists them.");

    private void CheckTopics(Webhook webhook)
    {
        foreach (var pattern in webhook.Topics)
        {
            if (pattern.StartsWith(TopicNamespaces.Job, StringComparison.Ordinal))
                throw RefusalException.Invalid("The lives of jobs (job:…) do not go to webhooks: a delivery is a job itself. Let the job publish to a topic of its own.");
            if (!pattern.Contains('*', StringComparison.Ordinal) && !reader.CanRead(new TopicName(pattern)))
                throw RefusalException.Invalid($"The topic {pattern} is kept in memory only, and a webhook could miss its messages; give it a policy with Store log.");
        }
    }

    // A topic that is begun while this looks is newer than the webhook, whether or not it is seen.
    private async Task<IReadOnlyList<WebhookCursor>> StartsAsync(Webhook webhook, Webhook? before, CancellationToken cancellationToken)
    {
        var starts = new List<WebhookCursor>();
        if (before is not null && webhook.Topics.SequenceEqual(before.Topics, StringComparer.Ordinal))
            return starts;
        await foreach (var page in log.TopicPagesAsync(withJobs: false, cancellationToken: cancellationToken))
            starts.AddRange(page.Where(each => webhook.Wants(each.Topic) && before?.Wants(each.Topic) != true).Select(each => new WebhookCursor(each.Topic, each.State.Newest)));
        return starts;
    }

    private async Task PublishAsync(string kind, Webhook webhook)
    {
        var data = JsonSerializer.SerializeToUtf8Bytes(new { webhook = webhook.Id.Value, url = webhook.Url.OriginalString, state = WebhookView.StateOf(webhook), reason = webhook.Reason });
        try
        {
            await publisher.PublishAsync(Notices, new NewMessage(DataKind.Json, data, kind, Sender: null));
        }
        catch (RefusalException e)
        {
            // It is done all the same; other processes find it when they look next.
            LogNotTold(e, webhook.Id, kind);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Webhook {Webhook} to {Host} is disabled: {Reason}")]
    private partial void LogDisabled(WebhookId webhook, string host, string reason);

    [LoggerMessage(2, LogLevel.Warning, "That webhook {Webhook} was {Kind} could not be published.")]
    private partial void LogNotTold(Exception exception, WebhookId webhook, string kind);
}
