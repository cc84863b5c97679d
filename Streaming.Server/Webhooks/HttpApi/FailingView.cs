using System.Text.Json.Serialization;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.HttpApi;

/// <summary>A topic whose deliveries to a webhook fail.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Since">The time of the first failure.</param>
/// <param name="Failures">The number of failed requests since then.</param>
/// <param name="Error">The last error.</param>
internal sealed record FailingView(string Topic, DateTime? Since, int Failures, string? Error)
{
    /// <summary>
    /// The number of deferred messages, which are sent again separately so that later ones need not wait. Omitted if zero.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long SetAside { get; init; }

    /// <summary>The failures by topic: that of the topic itself, otherwise that of its oldest deferred batch.</summary>
    internal static IEnumerable<FailingView> Join(IReadOnlyList<WebhookCursor> cursors, IReadOnlyList<DeferredBatch> asides)
    {
        var byTopic = new SortedDictionary<string, FailingView>(StringComparer.Ordinal);
        foreach (var aside in asides.OrderBy(aside => aside.FailingSince))
        {
            var view = byTopic.GetValueOrDefault(aside.Topic.Value)
                ?? new FailingView(aside.Topic.Value, aside.FailingSince, aside.Failures, aside.Error);
            byTopic[aside.Topic.Value] = view with { SetAside = view.SetAside + aside.Messages };
        }

        foreach (var cursor in cursors)
        {
            var setAside = byTopic.GetValueOrDefault(cursor.Topic.Value)?.SetAside ?? 0;
            byTopic[cursor.Topic.Value] = new FailingView(
                cursor.Topic.Value, cursor.FailingSince, cursor.Failures, cursor.Error)
            { SetAside = setAside };
        }

        return byTopic.Values;
    }
}
