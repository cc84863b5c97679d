using System.Collections.Concurrent;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Fanout.Writers;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>The channels of one connection: one subscriber for each topic. All write to the connection's only writer.</summary>
internal sealed class ChannelSubscriptions(MultiplexedWriter outlet, CentrifugalWire wire, ChannelServices services, int most)
{
    private readonly ConcurrentDictionary<TopicName, Channel> _channels = new();

    // A refresh of the token also checks channels that are being opened.
    private readonly ConcurrentDictionary<TopicName, byte> _opening = new();

    /// <summary>Subscribes. Writes nothing of the channel before <paramref name="answer"/> receives the result.</summary>
    /// <exception cref="CommandRefusedException">The command is refused.</exception>
    /// <exception cref="RefusalException">The command is refused.</exception>
    public async ValueTask SubscribeAsync(
        SubscribeRequest request, ClientIdentity client, Action<SubscribeResult, LargeReply?> answer, CancellationToken cancellationToken)
    {
        var topic = TopicName.Parse(request.Channel);
        RefuseWhatIsNotOffered(request);
        await RefuseTwiceAsync(topic);
        if (_channels.Count >= most)
            throw new CommandRefusedException(
                ErrorCode.LimitExceeded, $"The connection has its {most} channels; unsubscribe from one first.");

        await services.Access.PrepareAsync(client.Caller, TopicAction.Subscribe, topic, cancellationToken);
        client.Lease.Admit(caller =>
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

    /// <summary>Unsubscribes. Nothing of the channel is written after the task completes.</summary>
    public async ValueTask UnsubscribeAsync(string channel)
    {
        if (!_channels.TryGetValue(TopicName.Parse(channel), out var found))
            return;
        found.Reader.End();
        await found.Reading;
    }

    /// <summary>Whether a newer token allows all channels of the client.</summary>
    public bool MayGoOn(Caller caller) =>
        _channels.Keys.Concat(_opening.Keys).All(topic => services.Access.IsAllowed(caller, TopicAction.Subscribe, topic));

    /// <summary>Ends the channels that a newer token does not allow.</summary>
    /// <returns>The channels that have ended.</returns>
    public async ValueTask<IReadOnlyList<TopicName>> EndForbiddenAsync(Caller caller)
    {
        var forbidden = _channels.Where(channel => !services.Access.IsAllowed(caller, TopicAction.Subscribe, channel.Key)).ToList();
        foreach (var (_, channel) in forbidden)
        {
            channel.Reader.End();
            await channel.Reading;
        }

        return forbidden.ConvertAll(channel => channel.Key);
    }

    /// <summary>Ends all channels.</summary>
    public async Task EndAsync()
    {
        var all = _channels.Values.ToList();
        foreach (var channel in all)
            channel.Reader.End();
        foreach (var channel in all)
            await channel.Reading;
    }

    private async ValueTask OpenAsync(
        TopicName topic, SubscribeRequest request, ClientIdentity client, Action<SubscribeResult, LargeReply?> answer,
        CancellationToken cancellationToken)
    {
        SubscribeResult? result = null;
        LargeReply? turn = null;
        OpenedStream stream;
        try
        {
            stream = await services.Streams.OpenAsync(
                new StreamRequest(client.Caller, [(topic, StartAt.Live)])
                {
                    Member = (client.Name, client.Connection),
                    Subscribe = async cancellation =>
                    {
                        (var subscription, result, turn) = await services.Recovery.BeginAsync(topic, request, cancellation);
                        return subscription;
                    },
                },
                cancellationToken);
        }
        catch
        {
            turn?.Dispose();
            throw;
        }

        answer(result!, turn);
        var subscriber = new Subscriber(stream.HandOver().Reader, outlet, wire.Readers(request.JoinLeave));
        var channel = new Channel(subscriber, stream.IsEmpty ? null : stream);
        _channels[topic] = channel;
        channel.Reading = ReadAsync(topic, channel);
    }

    private static void RefuseWhatIsNotOffered(SubscribeRequest request)
    {
        if (request.Tf is not null)
            throw new CommandRefusedException(ErrorCode.BadRequest, "Filters by tags are not offered; subscribe without one.");
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

    private async ValueTask RefuseTwiceAsync(TopicName topic)
    {
        if (!_channels.TryGetValue(topic, out var channel))
            return;
        if (!channel.Reader.IsLost)
            throw new CommandRefusedException(ErrorCode.AlreadySubscribed, "already subscribed");
        // The server asked the client to subscribe again, and the command arrived before the old subscriber had ended.
        await channel.Reading;
    }

    private async Task ReadAsync(TopicName topic, Channel channel)
    {
        await services.Deliverer.RunAsync(channel.Reader, lease: null, CancellationToken.None);
        if (channel.Stream is { } stream)
            await stream.DisposeAsync();
        _channels.TryRemove(KeyValuePair.Create(topic, channel));
    }

    private sealed class Channel(Subscriber reader, OpenedStream? stream)
    {
        public Subscriber Reader { get; } = reader;

        public OpenedStream? Stream { get; } = stream;

        /// <summary>Completes when the subscriber has ended and the member has left.</summary>
        public Task Reading { get; set; } = Task.CompletedTask;
    }
}
