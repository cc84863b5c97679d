using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Deletes three kinds of old data: messages that exceed the number or the age that the policy of their topic allows, idempotency keys that
/// were not used for 24 hours, and topics that have expired. Also unloads idle topics from memory. Runs every
/// <see cref="TopicOptions.RetentionInterval"/> (default 30 s). If several nodes share a store, only one of them does this work.
/// </summary>
internal sealed partial class RetentionService(
    TopicRegistry topics, TopicPolicies policies, ILeases leases, IOptions<TopicOptions> options, StoreClock time,
        ILogger<RetentionService> logger)
    : BackgroundService
{
    /// <summary>
    /// Applies retention once: deletes messages that exceed the number or the age that the policy of their topic allows, unused idempotency
    /// keys (24 hours), and expired topics. Also unloads idle topics from memory.
    /// </summary>
    public Task ApplyAsync(CancellationToken cancellationToken) => ApplyAsync(topics.Logs, cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RetentionInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                // Only the node that holds the lease for maintenance (the right to do this work for all nodes) applies retention to the
                // shared store. Each node applies retention to its own topics in memory.
                await ApplyAsync(
                    leases.IsHeld(NodeLease.Maintenance) ? topics.Logs : topics.Logs.Where(log => log is IMemoryTopicLog), stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // If applying retention fails, the service continues and applies retention again at the next interval.
                LogFailed(e);
            }
        }
    }

    private async Task ApplyAsync(IEnumerable<ITopicLog> logs, CancellationToken cancellationToken)
    {
        topics.UnloadIdleTopics();
        foreach (var log in logs)
        {
            // The clock of this machine may have been set since it was compared with that of the store.
            var now = await log.ReadClockAsync(cancellationToken) ?? time.GetUtcNow().UtcDateTime;
            await topics.ExpireAsync(log, cancellationToken);
            await log.DeleteKeysAsync(now - AppendRequest.IdempotencyWindow, cancellationToken);
            await foreach (var (topic, state) in LimitedTopicsAsync(log, cancellationToken))
                await ApplyAsync(log, topic, state, now, cancellationToken);
        }
    }

    // Returns the topics to which a policy with a limit may apply. If all these policies are for single topics, reads only these topics and
    // not all topics of the store.
    private IAsyncEnumerable<(TopicName Topic, LogState State)> LimitedTopicsAsync(ITopicLog log, CancellationToken cancellationToken)
    {
        var limited = options.Value.Policies.Where(static policy => MaxMessages(policy) is not null || policy.MaxAge is not null)
            .Select(static policy => policy.Match).ToList();
        return limited.Exists(static match => match.Contains('*', StringComparison.Ordinal))
            ? log.AllTopicsAsync(withJobs: true, cancellationToken: cancellationToken)
            : limited.Select(static match => new TopicName(match)).Where(topic => ReferenceEquals(topics.GetLog(topic), log))
                .ToAsyncEnumerable().Select(async (topic, token) => (topic, await log.GetStateAsync(topic, token)));
    }

    private static long? MaxMessages(TopicPolicy policy) =>
        policy.MaxMessages ?? (policy.Store == TopicStore.Memory ? TopicPolicy.DefaultMemoryMessages : null);

    private async Task ApplyAsync(ITopicLog log, TopicName topic, LogState state, DateTime now, CancellationToken cancellationToken)
    {
        var policy = policies.For(topic);
        var keepFrom = state.Oldest;
        if (MaxMessages(policy) is { } messages)
            keepFrom = Math.Max(keepFrom, state.Newest - messages + 1);
        if (policy.MaxAge is { } age && state.Count > 0)
            keepFrom = Math.Max(keepFrom, await log.FindOffsetAsync(topic, now - age, cancellationToken));
        if (keepFrom <= state.Oldest)
            return;
        await topics.TrimAsync(topic, state.Epoch, keepFrom, cancellationToken);
        LogTrimmed(keepFrom - state.Oldest, topic);
    }

    [LoggerMessage(1, LogLevel.Debug, "Deleted {MessageCount} messages of topic {Topic} whose retention has ended.")]
    private partial void LogTrimmed(long messageCount, TopicName topic);

    [LoggerMessage(2, LogLevel.Error, "Failed to delete old messages and expired topics; the next interval tries again.")]
    private partial void LogFailed(Exception exception);
}
