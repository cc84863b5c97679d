using System.Runtime.CompilerServices;
using System.Text;
using Streaming.Server.Access.Connections;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Opens subscriptions to topics for SignalR clients.</summary>
internal sealed class HubSubscriptionService(
    TopicRegistry topics, StreamOpener streams, FanoutEngine fanout, ConnectionMetrics metrics, HubFailures failures,
    TimeProvider time)
{
    /// <summary>Returns the current composite position of the given topics (the positions of all topics in one text).</summary>
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

    /// <summary>
    /// Subscribes a client to topics, and adds the client to the members of those topics that have members. At the end of the returned
    /// sequence, the client leaves these topics, and its slot (the right to run one stream) is released. If there is a target, the
    /// fan-out writes the items of the stream: the sequence is empty and only ends with the stream.
    /// </summary>
    public async Task<IAsyncEnumerable<HubMessage>> BeginAsync(
        HubClient client, IReadOnlyList<TopicName> names, string? after, HubStreamTarget? target, CancellationToken cancellationToken)
    {
        HubStream? running = null;
        var request = new StreamRequest(client.Caller, Starts(names, after))
        {
            IsComposite = true,
            TakeSlot = () => running = client.TakeStream(names),
            Member = (client.Name, client.Connection),
        };
        var stream = await streams.OpenAsync(request, cancellationToken);
        if (target is not null)
        {
            var delivery = new HubDelivery(target, stream.HandOverAll().Readers);
            running!.Progress = delivery.ReadTopics;
            return DeliverAsync(client, stream, delivery, cancellationToken);
        }

        var subscription = stream.Subscription;
        running!.Progress = () => subscription.Readers.Select(ListedTopic.Of);
        return ReadAsync(client, stream, cancellationToken);
    }

    // A subscription to a single topic may start at a position of this topic. Otherwise it starts at a composite position (the positions of
    // several topics in one text).
    private static IReadOnlyList<(TopicName Topic, SubscriptionStart Start)> Starts(IReadOnlyList<TopicName> names, string? after) =>
        names.Count == 1 && after?.Contains('=', StringComparison.Ordinal) != true ? [(names[0], SubscriptionStart.Parse(after))]
            : SubscriptionStart.ParseMany(names, after);

    private async IAsyncEnumerable<HubMessage> ReadAsync(
        HubClient client, OpenedStream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var subscription = stream.Subscription;
        metrics.Connections(ConnectionTransports.SignalR, 1);
        try
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, client.TokenExpired);
            while (await ReportingAsync(subscription.ReadAsync, ending.Token) is { Count: > 0 } batch)
            {
                for (var i = 0; i < batch.Count; i++)
                    yield return new HubMessage(batch[i]);
                metrics.Delivered(ConnectionTransports.SignalR, batch.Count);
            }

            if (!cancellationToken.IsCancellationRequested && client.TokenExpired.IsCancellationRequested)
                yield return Expired(KeyValuePair.Create(subscription.Readers[0].Topic.Name, subscription.Readers[0].ResumePosition));
        }
        finally
        {
            metrics.Connections(ConnectionTransports.SignalR, -1);
            await stream.DisposeAsync();
        }
    }

    private async IAsyncEnumerable<HubMessage> DeliverAsync(
        HubClient client, OpenedStream stream, HubDelivery delivery, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        metrics.Connections(ConnectionTransports.SignalR, 1);
        try
        {
            await ReportingAsync(
                async _ =>
                {
                    await delivery.RunAsync(fanout, cancellationToken, client.TokenExpired);
                    return true;
                },
                cancellationToken);
            if (!cancellationToken.IsCancellationRequested && client.TokenExpired.IsCancellationRequested)
                yield return Expired(delivery.First);
        }
        finally
        {
            metrics.Connections(ConnectionTransports.SignalR, -1);
            await stream.DisposeAsync();
        }
    }

    private async ValueTask<T> ReportingAsync<T>(Func<CancellationToken, ValueTask<T>> read, CancellationToken ending)
    {
        try
        {
            return await read(ending);
        }
        catch (Exception e) when (failures.Report(e, nameof(StreamHub.Subscribe), ending))
        {
            throw;
        }
    }

    // Creates the last item that a client receives on a stream if its token has expired. The item contains the position up to which the
    // client has received messages, so that it can resume there with a new token.
    private HubMessage Expired(KeyValuePair<TopicName, Position> reached) => new(new Message(
        reached.Key, reached.Value, time.GetUtcNow().UtcDateTime,
        new NewMessage(DataKind.Text, Encoding.UTF8.GetBytes(HubClient.TokenExpiredText), MessageType.Expired, Sender: null)));
}
