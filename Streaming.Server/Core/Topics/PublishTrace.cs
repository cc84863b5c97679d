using System.Diagnostics;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Creates the activities (spans of traces) of publishes, and of the transactions that store the messages of several publishes. The names
/// of their tags follow the conventions of OpenTelemetry for messaging.
/// </summary>
internal static class PublishTrace
{
    // The maximum number of links from the activity of a transaction to publishes. OpenTelemetry keeps at most 128 links.
    private const int MaxLinks = 128;

    /// <summary>Starts the activity of one publish. Returns null if no tracing system records it.</summary>
    public static Activity? Start(AppendRequest append) => StreamingActivities.StartWithin("publish", ActivityKind.Producer)
        ?.SetTag("messaging.system", "streaming").SetTag("messaging.operation.name", "publish")
        .SetTag("messaging.destination.name", append.Topic.Value).SetTag("messaging.batch.message_count", append.Messages.Count);

    /// <summary>Adds the position of the last published message to the activity of a publish.</summary>
    public static void SetResult(Activity? publish, in AppendResult result) =>
        publish?.SetTag("streaming.position", new Streaming.Server.Core.Messages.Position(result.Epoch, result.Last).ToString());

    /// <summary>
    /// Starts the activity of one transaction, with links to those publishes in it that are traced. Returns null if none of them is traced,
    /// or if no tracing system records the activity.
    /// </summary>
    public static Activity? StartAppend(IReadOnlyList<TopicAppend> batch, int messages)
    {
        if (!StreamingActivities.HasListeners)
            return null;
        var links = new List<ActivityLink>();
        for (var i = 0; i < batch.Count && links.Count < MaxLinks; i++)
        {
            if (MessageTraces.Read(batch[i].Append.Trace) is var context && context != default)
                links.Add(new ActivityLink(context));
        }

        return links.Count == 0 ? null : StreamingActivities.StartApart("append", ActivityKind.Internal, parent: default, links)
            ?.SetTag("streaming.append.publishes", batch.Count).SetTag("messaging.batch.message_count", messages);
    }
}
