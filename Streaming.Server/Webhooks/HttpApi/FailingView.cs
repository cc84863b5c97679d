using System.Text.Json.Serialization;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.HttpApi;

/// <summary>A topic that a webhook does not get on with.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Since">Since when.</param>
/// <param name="Failures">How many requests have failed since.</param>
/// <param name="Error">What went wrong last.</param>
internal sealed record FailingView(string Topic, DateTime? Since, int Failures, string? Error)
{
    /// <summary>How many of its messages were set aside, so that those behind them need not wait; they are sent again on their own. Left out where none were.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long SetAside { get; init; }

    /// <summary>By topic: the failure of the topic itself where there is one, else that of what was set aside longest ago.</summary>
    internal static IEnumerable<FailingView> Join(IReadOnlyList<WebhookCursor> cursors, IReadOnlyList<DeferredBatch> asides)
    {
        var byTopic = new SortedDictionary<string, FailingView>(StringComparer.Ordinal);
        foreach (var aside in asides.OrderBy(aside => aside.FailingSince))
        {
            var view = byTopic.GetValueOrDefault(aside.Topic.Value) ?? new FailingView(aside.Topic.Value, aside.FailingSince, aside.Failures, aside.Error);
            byTopic[aside.Topic.Value] = view with { SetAside = view.SetAside + aside.Messages };
        }

        foreach (var cursor in cursors)
        {
            var setAside = byTopic.GetValueOrDefault(cursor.Topic.Value)?.SetAside ?? 0;
            byTopic[cursor.Topic.Value] = new FailingView(cursor.Topic.Value, cursor.FailingSince, cursor.Failures, cursor.Error) { SetAside = setAside };
        }

        return byTopic.Values;
    }
}
