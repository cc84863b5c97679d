using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Text;
using Streaming.Server.Core.Topics;
using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>
/// Finds the streams of durable subscriptions, and stores a cursor (the acknowledged position) for each of them. A stream that was created
/// after the subscription is read from its first message.
/// </summary>
internal sealed partial class WakeScanner(
    TopicRegistry topics, SubscriptionWriter writer, WakeStarter starter, SubscriptionReader reader, TailReader tails,
    StreamLimit limit, StoreClock time, ILogger<WakeScanner> logger)
{
    private const string Root = "__ds";

    /// <summary>Returns the existing topics that match the pattern of a subscription.</summary>
    public async Task<IReadOnlyList<TopicName>> FindAsync(DurableSubscription subscription, CancellationToken cancellationToken)
    {
        var found = new List<TopicName>();
        if (subscription.Pattern is null)
            return found;
        foreach (var log in topics.Logs)
        {
            await foreach (var page in log.TopicPagesAsync(withJobs: false, cancellationToken: cancellationToken))
            {
                found.AddRange(page.Where(each => each.State is { Exists: true, Newest: > 0 }).Select(each => each.Topic)
                    .Where(topic => IsStream(topic) && subscription.MatchesPattern(topic)));
            }
        }

        return found;
    }

    /// <summary>Returns a cursor (an acknowledged position) for each topic, at the topic's newest message.</summary>
    public async Task<IReadOnlyList<StreamCursor>> AtTailsAsync(IReadOnlyList<TopicName> names, CancellationToken cancellationToken)
    {
        var states = await tails.ReadAsync(
            [.. names.OrderBy(name => name.Value, StringComparer.Ordinal)], cancellationToken);
        return [.. names.Select(name => new StreamCursor(name, new Position(states[name].Epoch, states[name].Newest)))];
    }

    /// <summary>Returns whether subscriptions may include a topic. Topics to which only the server publishes are never included.</summary>
    public static bool IsStream(TopicName topic) =>
        !ReservedTopics.IsWrittenByServer(topic) && !topic.IsIn(Root);

    /// <summary>
    /// Scans the streams of a subscription. If streams have messages that no worker has acknowledged, starts a wake (a notice to a worker).
    /// </summary>
    public async Task ScanAsync(ActiveSubscription active, CancellationToken cancellationToken)
    {
        var found = await FindAsync(active.Subscription, cancellationToken);
        IReadOnlyList<TopicName> removed = [];
        await writer.UpdateAsync(
            active.Subscription.Id, state =>
            {
                // The pattern of a subscription only includes streams that have messages. If such a stream has no messages now, its topic
                // was deleted. So the cursor of the stream (the acknowledged position) is deleted too.
                removed = [.. state.Streams.Where(stream => !stream.IsExplicit && stream.Tail.Offset == 0).Select(stream => stream.Topic)];
                var write = Missing(state, found);
                return removed.Count == 0 ? write : (write ?? new SubscriptionWrite(state.Subscription)) with { Removed = removed };
            },
            cancellationToken);
        active.MarkKnown(found, removed);
        active.IsScanned = true;
        await StartAsync(active.Subscription.Id, cancellationToken);
    }

    /// <summary>
    /// Adds cursors (acknowledged positions) for topics without cursors. If streams have messages that no worker has acknowledged, starts a
    /// wake (a notice to a worker).
    /// </summary>
    public async Task AddAsync(ActiveSubscription active, IReadOnlyCollection<TopicName> received, CancellationToken cancellationToken)
    {
        if (received.Any(topic => !active.IsKnown(topic)))
        {
            await writer.UpdateAsync(active.Subscription.Id, state => Missing(state, received), cancellationToken);
            active.MarkKnown(received, []);
        }

        await StartAsync(active.Subscription.Id, cancellationToken);
    }

    /// <summary>
    /// If streams of a subscription have messages that no worker has acknowledged, starts a wake (a notice to a worker). Messages may have
    /// been appended after the newest positions were read, and before they were stored as cursors.
    /// </summary>
    public async Task StartAsync(string id, CancellationToken cancellationToken)
    {
        if (await reader.FindIdleAsync(id, time.UtcNowMicroseconds(), cancellationToken) is { } state)
            await starter.StartAsync(state, cancellationToken);
    }

    private SubscriptionWrite? Missing(SubscriptionState state, IReadOnlyCollection<TopicName> received)
    {
        var known = state.Streams.Select(stream => stream.Topic).ToHashSet();
        var missing = received.Where(topic => !known.Contains(topic)).Distinct().ToList();
        var free = Math.Max(0, limit.Max - known.Count);
        if (missing.Count > free)
            LogTooMany(state.Subscription.Id, limit.Max, missing.Count - free);
        return missing.Count == 0 || free == 0 ? null : new SubscriptionWrite(state.Subscription)
        {
            Cursors = [.. missing.Take(free).Select(topic => new StreamCursor(topic, Acked: null))],
        };
    }

    [LoggerMessage(1, LogLevel.Warning,
        "Left out {Count} streams of durable subscription {Subscription}, which has {Max} already: their messages wake no " +
        "worker, although they match the pattern. Raise DurableSubscriptions:MaxStreams, or use a narrower pattern.")]
    private partial void LogTooMany(string subscription, int max, int count);
}
