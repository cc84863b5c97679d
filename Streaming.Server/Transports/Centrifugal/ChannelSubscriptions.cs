using System.Collections.Concurrent;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Connections;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Fanout.Writers;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Manages the channels of one Centrifugal connection. Each channel is a subscriber of its topic, and all these subscribers write to the
/// same connection.
/// </summary>
internal sealed class ChannelSubscriptions(MultiplexedWriter writer, CentrifugalWire wire, ChannelServices services, int limit)
{
    private readonly ConcurrentDictionary<TopicName, Channel> _channels = new();

    // The channels to which the client is just being subscribed. They are listed here so that a refresh of the token also checks whether
    // the client may read them.
    private readonly ConcurrentDictionary<TopicName, byte> _opening = new();

    /// <summary>
    /// Subscribes the client to a channel. The function <paramref name="answer"/> sends the reply, and messages of the channel are sent
    /// only after the reply.
    /// </summary>
    /// <exception cref="CommandRefusedException">The client is already subscribed to the channel, has too many channels, or requests a
    /// feature that this server does not support.</exception>
    /// <exception cref="RefusalException">The client is not allowed to read the channel, or the store failed.</exception>
    public async ValueTask SubscribeAsync(
        SubscribeRequest request, ClientIdentity client, Action<SubscribeResult, LargeReplyPermit?> answer,
            CancellationToken cancellationToken)
    {
        var topic = TopicName.Parse(request.Channel);
        RefuseUnsupported(request);
        await RefuseDuplicateAsync(topic);
        if (_channels.Count >= limit)
            throw new CommandRefusedException(
                ErrorCode.LimitExceeded, $"The connection has reached its limit of {limit} channels; unsubscribe from one first.");

        await services.Access.PrepareAsync(client.Caller, TopicAction.Subscribe, topic, cancellationToken);
        client.Lease.AddTopics(caller =>
        {
            services.Access.Authorize(caller, TopicAction.Subscribe, topic);
            _opening.TryAdd(topic, 0);
        });
        try
        {
            await OpenAsync(topic, request, client, answer, cancellationToken);
        }
        finally
        {
            _opening.TryRemove(topic, out _);
        }
    }

    /// <summary>
    /// Unsubscribes the client from a channel. After the returned task has completed, no more messages of the channel are sent.
    /// </summary>
    public async ValueTask UnsubscribeAsync(string channel)
    {
        if (!_channels.TryGetValue(TopicName.Parse(channel), out var found))
            return;
        found.Subscriber.End();
        await found.Completion;
    }

    /// <summary>Returns whether a refreshed token still allows the client to read all of its channels.</summary>
    public bool MayContinue(Caller caller) =>
        // A channel is added to _channels before it is removed from _opening, so _opening is read first.
        _opening.Keys.Concat(_channels.Keys).All(topic => services.Access.IsAllowed(caller, TopicAction.Subscribe, topic));

    /// <summary>Ends the subscriptions to those channels that a refreshed token does not allow the client to read.</summary>
    /// <returns>The topics of the channels whose subscriptions were ended.</returns>
    public async ValueTask<IReadOnlyList<TopicName>> EndForbiddenAsync(Caller caller)
    {
        var forbidden = _channels.Where(channel => !services.Access.IsAllowed(caller, TopicAction.Subscribe, channel.Key)).ToList();
        foreach (var (_, channel) in forbidden)
        {
            channel.Subscriber.End();
            await channel.Completion;
        }

        return forbidden.ConvertAll(channel => channel.Key);
    }

    /// <summary>Returns the channels of the connection, for the list of open connections.</summary>
    public IEnumerable<ListedTopic> ReadTopics() => _channels.SelectMany(static channel => channel.Value.Subscriber.ReadTopics());

    /// <summary>Ends all subscriptions of the connection.</summary>
    public async Task EndAsync()
    {
        var all = _channels.Values.ToList();
        foreach (var channel in all)
            channel.Subscriber.End();
        foreach (var channel in all)
            await channel.Completion;
    }

    private async ValueTask OpenAsync(
        TopicName topic, SubscribeRequest request, ClientIdentity client, Action<SubscribeResult, LargeReplyPermit?> answer,
        CancellationToken cancellationToken)
    {
        SubscribeResult? result = null;
        LargeReplyPermit? permit = null;
        OpenedStream stream;
        try
        {
            stream = await services.Streams.OpenAsync(
                new StreamRequest(client.Caller, [(topic, SubscriptionStart.Live)])
                {
                    Member = (client.Name, client.Connection),
                    Subscribe = async cancellation =>
                    {
                        (var subscription, result, permit) = await services.Recovery.BeginAsync(topic, request, cancellation);
                        return subscription;
                    },
                },
                cancellationToken);
        }
        catch
        {
            permit?.Dispose();
            throw;
        }

        answer(result!, permit);
        var subscriber = new Subscriber(stream.HandOver().Reader, writer, wire.ProtocolFor(request.JoinLeave));
        var channel = new Channel(subscriber, stream.IsEmpty ? null : stream);
        _channels[topic] = channel;
        channel.Completion = ReadAsync(topic, channel);
    }

    private static void RefuseUnsupported(SubscribeRequest request)
    {
        if (request.Tf is not null)
            throw new CommandRefusedException(ErrorCode.BadRequest, "Filters by tags are not supported; subscribe without a filter.");
        if (request.Token.Length > 0)
            throw new CommandRefusedException(
                ErrorCode.NotAvailable,
                "Subscription tokens are not supported; subscribe without one. " +
                    "The connection's token must allow the channel ('subscribe').");
        if (request.Type != 0 || request.Phase != 0)
            throw new CommandRefusedException(
                ErrorCode.NotAvailable,
                "Map and shared poll subscriptions are not supported; subscribe to the stream of the channel (newSubscription).");
    }

    private async ValueTask RefuseDuplicateAsync(TopicName topic)
    {
        if (!_channels.TryGetValue(topic, out var channel))
            return;
        if (!channel.Subscriber.EndedByGap && !channel.Subscriber.Reader.HasEnded)
            throw new CommandRefusedException(ErrorCode.AlreadySubscribed, "already subscribed");
        // The server has ended an earlier subscription to this channel, and has asked the client to subscribe again. The client has done so
        // before the earlier subscription has ended completely. So this code waits for that end.
        await channel.Completion;
    }

    private async Task ReadAsync(TopicName topic, Channel channel)
    {
        await services.Fanout.RunAsync(channel.Subscriber, lease: null, CancellationToken.None);
        if (channel.Stream is { } stream)
            await stream.DisposeAsync();
        _channels.TryRemove(KeyValuePair.Create(topic, channel));
    }

    private sealed class Channel(Subscriber subscriber, OpenedStream? stream)
    {
        public Subscriber Subscriber { get; } = subscriber;

        public OpenedStream? Stream { get; } = stream;

        /// <summary>
        /// A task that completes when the subscription to the channel has ended and the client is no longer a member of the channel.
        /// </summary>
        public Task Completion { get; set; } = Task.CompletedTask;
    }
}
