using System.Runtime.CompilerServices;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.SignalR;

/// <summary>What a topic keeps, oldest first, up to the newest at the time of asking.</summary>
internal sealed class HubHistory(TopicRegistry topics, PageLimits pages)
{
    public async Task<IAsyncEnumerable<HubMessage>> BeginAsync(TopicName topic, string? after, long limit, CancellationToken cancellationToken)
    {
        var state = await topics.GetStateAsync(topic, cancellationToken);
        var position = StartAt.Parse(after).After;
        if (position is { } given && (!string.Equals(given.Epoch, state.Epoch, StringComparison.Ordinal) || given.Offset > state.Newest))
            throw RefusalException.Invalid($"The position in 'after' is not one of this topic as it is now; its newest message is at {new Position(state.Epoch, state.Newest)}.");
        return ReadAsync(topic, Math.Max(state.Oldest, (position?.Offset ?? 0) + 1), state.Newest, limit > 0 ? limit : long.MaxValue, cancellationToken);
    }

    private async IAsyncEnumerable<HubMessage> ReadAsync(TopicName topic, long next, long newest, long left, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (next <= newest && left > 0)
        {
            var page = await ReadPageAsync(topic, next, newest, left, cancellationToken);
            foreach (var message in page)
                yield return new HubMessage(message);
            if (page.Count == 0)
                yield break;
            next = page[^1].Offset + 1;
            left -= page.Count;
        }
    }

    private async ValueTask<IReadOnlyList<Message>> ReadPageAsync(TopicName topic, long next, long newest, long left, CancellationToken cancellationToken)
    {
        using var permit = await pages.Downloads.TakeAsync(cancellationToken);
        return await topics.GetLog(topic).ReadAsync(topic, next, newest, PageSize.Download with { Messages = (int)Math.Min(left, PageSize.Download.Messages) }, cancellationToken);
    }
}
