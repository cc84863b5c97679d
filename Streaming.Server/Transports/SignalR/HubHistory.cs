using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Sends the stored messages of a topic to a SignalR client, oldest first, up to the newest message at the time of the call.
/// </summary>
internal sealed class HubHistory(TopicRegistry topics, PageLimits pages, HubFailures failures)
{
    /// <summary>
    /// Returns the messages. At the end of the returned sequence, the client's slot (the right to run one stream) is released.
    /// </summary>
    public async Task<IAsyncEnumerable<HubMessage>> BeginAsync(
        HubClient client, TopicName topic, string? after, long limit, CancellationToken cancellationToken)
    {
        if (limit < 0)
            throw RefusalException.Invalid("The limit is not valid; give a whole number of at least 1, or 0 for all messages.");
        var slot = client.TakeStream([topic]);
        try
        {
            return ReadAsync(client, slot, await FindAsync(topic, after, limit, cancellationToken), cancellationToken);
        }
        catch
        {
            slot.Dispose();
            throw;
        }
    }

    private async Task<LogRange> FindAsync(TopicName topic, string? after, long limit, CancellationToken cancellationToken)
    {
        var state = await topics.GetStateAsync(topic, cancellationToken);
        var position = SubscriptionStart.Parse(after).After;
        if (position is { } given
            && !(await ResumePoint.FindAsync(topics.GetLog(topic), topic, given, state, cancellationToken)).IsWhole)
            throw RefusalException.Invalid(
                "The position in 'after' is not one of this topic as it is now; its newest message is at " +
                $"{new Position(state.Epoch, state.Newest)}.");
        return LogRange.Ascending(
            topics.GetLog(topic), topic, Math.Max(state.Oldest, (position?.Offset ?? 0) + 1), state.Newest, limit > 0 ? limit
                : long.MaxValue);
    }

    private async IAsyncEnumerable<HubMessage> ReadAsync(
        HubClient client, HubStream slot, LogRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var running = slot;
        while (await ReadPageAsync(client, range, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var message in page)
                yield return new HubMessage(message);
        }
    }

    private async ValueTask<IReadOnlyList<Message>> ReadPageAsync(
        HubClient client, LogRange range, CancellationToken cancellationToken)
    {
        using var permit = await pages.Downloads.AcquireAsync(cancellationToken);
        try
        {
            client.ThrowIfTokenExpired();
            return await range.ReadPageAsync(readsAhead: false, cancellationToken);
        }
        catch (RefusalException e)
        {
            // After a stream has started, SignalR sends the text of an exception to the client only if the exception is a HubException. So
            // a refusal is converted to a HubException.
            throw new HubException(e.Message, e);
        }
        catch (Exception e) when (failures.Report(e, nameof(StreamHub.History), cancellationToken))
        {
            throw;
        }
    }
}
