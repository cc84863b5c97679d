using System.Text.Json.Serialization;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.HttpApi;

/// <summary>Describes a topic whose deliveries to a webhook fail, as JSON in responses of the HTTP API.</summary>
/// <param name="Topic">The name of the topic.</param>
/// <param name="Since">The time of the first of the consecutive failed requests (UTC).</param>
/// <param name="Failures">The number of consecutive failed requests.</param>
/// <param name="Error">The error of the latest failed request.</param>
internal sealed record FailingView(string Topic, DateTime? Since, int Failures, string? Error)
{
    /// <summary>
    /// The number of deferred messages: messages that the receiver has refused, and that are sent again apart from later messages. Omitted
    /// if zero.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long SetAside { get; init; }

    /// <summary>
    /// Returns the failing topics of a webhook, each with one failure. If the most recent request of the topic failed, the failure is that
    /// of this request. Otherwise the topic has a failing deferred batch (refused messages that are sent again), and the failure is that of
    /// the oldest such batch.
    /// </summary>
    internal static IEnumerable<FailingView> Join(IReadOnlyList<WebhookCursor> cursors, IReadOnlyList<DeferredBatch> deferred)
    {
        var byTopic = new SortedDictionary<string, FailingView>(StringComparer.Ordinal);
        foreach (var batch in deferred.OrderBy(batch => batch.FailingSince))
        {
            var view = byTopic.GetValueOrDefault(batch.Topic.Value)
                ?? new FailingView(batch.Topic.Value, batch.FailingSince, batch.Failures, batch.Error);
            byTopic[batch.Topic.Value] = view with { SetAside = view.SetAside + batch.Messages };
        }

        foreach (var cursor in cursors)
        {
            var deferredMessages = byTopic.GetValueOrDefault(cursor.Topic.Value)?.SetAside ?? 0;
            byTopic[cursor.Topic.Value] = new FailingView(
                cursor.Topic.Value, cursor.FailingSince, cursor.Failures, cursor.Error)
            { SetAside = deferredMessages };
        }

        return byTopic.Values;
    }
}
