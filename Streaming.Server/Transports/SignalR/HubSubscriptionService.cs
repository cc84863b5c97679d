using System.Runtime.CompilerServices;
using System.Text;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout;
using Streaming.Server.Publishing;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Where a subscription of the hub begins, and its stream.</summary>
internal sealed class HubSubscriptionService(TopicRegistry topics, NewTopicLimiter newTopics, MemberRegistry members, ConnectionMetrics metrics, TimeProvider time)
{
    private const string Transport = "signalr";

    /// <summary>The cursor of the topics as they stand.</summary>
    public async Task<string> CursorAsync(IReadOnlyList<TopicName> names, CancellationToken cancellationToken)
    {
        var positions = new List<KeyValuePair<TopicName, Position>>(names.Count);
        foreach (var name in names)
        {
            var state = await topics.GetStateAsync(name, cancellationToken);
            positions.Add(KeyValuePair.Create(name, new Position(state.Epoch, state.Newest)));
        }

        return CompositePosition.Format(positions);
    }

    /// <summary>Begins to read, and becomes a member of those topics that have members. The stream gives both back when it ends.</summary>
    public async Task<IAsyncEnumerable<HubMessage>> BeginAsync(HubClient client, IReadOnlyList<TopicName> names, string? after, CancellationToken cancellationToken)
    {
        var starts = Starts(names, after);
        var place = client.TakeStream(names);
        var joined = new List<(TopicName Topic, Member Member)>();
        Subscription? subscription = null;
        try
        {
            foreach (var name in names)
                await newTopics.CountAsync(client.Caller, name, cancellationToken);
            subscription = await topics.SubscribeAsync(starts, cancellationToken);
            foreach (var name in names)
            {
                if (members.HasPresence(name))
                    joined.Add((name, await members.JoinAsync(name, client.Connection, client.Name, client.Subject, client.Caller.Identity)));
            }

            return ReadAsync(client, subscription, joined, place, cancellationToken);
        }
        catch
        {
            if (subscription is not null)
                await subscription.DisposeAsync();
            await LeaveAsync(joined);
            place.Dispose();
            throw;
        }
    }

    private static List<(TopicName Name, StartAt Start)> Starts(IReadOnlyList<TopicName> names, string? after)
    {
        if (after is null or "" or "earliest" || (names.Count == 1 && !after.Contains('=', StringComparison.Ordinal)))
            return [.. names.Select(name => (name, StartAt.Parse(after)))];
        var cursor = CompositePosition.Parse(after);
        return [.. names.Select(name => (name, cursor.TryGetValue(name, out var position) ? new StartAt(position, FromEarliest: false) : StartAt.Live))];
    }

    private async IAsyncEnumerable<HubMessage> ReadAsync(
        HubClient client, Subscription subscription, List<(TopicName Topic, Member Member)> joined, IDisposable place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, client.Ended);
        metrics.Connections(Transport, 1);
        try
        {
            while (await subscription.ReadAsync(ending.Token) is { Count: > 0 } batch)
            {
                for (var i = 0; i < batch.Count; i++)
                    yield return new HubMessage(batch[i]);
                metrics.Delivered(Transport, batch.Count);
            }

            if (!cancellationToken.IsCancellationRequested && client.Ended.IsCancellationRequested)
                yield return Expired(subscription);
        }
        finally
        {
            metrics.Connections(Transport, -1);
            await subscription.DisposeAsync();
            await LeaveAsync(joined);
            place.Dispose();
        }
    }

    // The last item, as event streams have it too; its position is where the client is.
    private HubMessage Expired(Subscription subscription)
    {
        var (topic, position) = subscription.Positions.First();
        return new HubMessage(new Message(topic, position, time.GetUtcNow().UtcDateTime, new NewMessage(DataKind.Text, Encoding.UTF8.GetBytes(HubClient.TokenEnded), MessageType.Expired, Sender: null)));
    }

    private async Task LeaveAsync(List<(TopicName Topic, Member Member)> joined)
    {
        foreach (var (topic, member) in joined)
            await members.LeaveAsync(topic, member);
    }
}
