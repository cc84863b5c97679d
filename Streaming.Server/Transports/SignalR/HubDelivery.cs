using Streaming.Server.Access.Connections;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// A stream of a SignalR client whose items the fan-out writes. Each topic has a subscriber. The stream ends when all topics have ended, or
/// when one of them fails.
/// </summary>
internal sealed class HubDelivery
{
    private static readonly SubscriberProtocol s_json = ProtocolOf(HubItemFormat.Json);
    private static readonly SubscriberProtocol s_messagePack = ProtocolOf(HubItemFormat.MessagePack);

    private readonly Subscriber[] _subscribers;
    private volatile bool _hasFailed;

    public HubDelivery(HubStreamTarget target, IReadOnlyList<TopicReader> readers)
    {
        var turns = readers.Count > 1 ? new ConnectionTurns() : null;
        var protocol = target.Envelope.IsBinary ? s_messagePack : s_json;
        _subscribers = [.. readers.Select(reader =>
        {
            var writer = new HubItemWriter(target.Output, target.Envelope, turns, Fail);
            return writer.Subscriber = new Subscriber(reader, writer, protocol);
        })];
    }

    /// <summary>
    /// The first topic, and the position up to which the client has received its messages when the stream has ended. Before a gap, this is
    /// the position that the client has requested, so that it receives the gap when it resumes.
    /// </summary>
    public KeyValuePair<TopicName, Position> First
    {
        get
        {
            var (reader, first) = (_subscribers[0].Reader, _subscribers[0]);
            return KeyValuePair.Create(
                reader.Topic.Name, first.HasPendingGap ? reader.ResumePosition : new Position(reader.Epoch, first.Next - 1));
        }
    }

    /// <summary>Returns the topics of the stream, for the list of open connections.</summary>
    public IEnumerable<ListedTopic> ReadTopics() => _subscribers.SelectMany(static subscriber => subscriber.ReadTopics());

    /// <summary>Sends the messages of all topics, until the stream has ended and no write of an item is in progress.</summary>
    /// <param name="fanout">The fan-out (the part of the server that sends messages to subscribers).</param>
    /// <param name="cancelled">A token that is cancelled when the client cancels the stream or disconnects.</param>
    /// <param name="expired">A token that is cancelled when the client's access token expires.</param>
    /// <exception cref="IOException">Messages of a topic could not be read or encoded.</exception>
    public async Task RunAsync(FanoutEngine fanout, CancellationToken cancelled, CancellationToken expired)
    {
        foreach (var subscriber in _subscribers)
            _ = fanout.RunAsync(subscriber, lease: null, cancelled);
        await using var expiry = expired.UnsafeRegister(static delivery => ((HubDelivery)delivery!).Finish(), this);
        foreach (var subscriber in _subscribers)
            await subscriber.Completion;
        if (_hasFailed && !cancelled.IsCancellationRequested)
            throw new IOException("Messages of a topic could not be read or encoded.");
    }

    // Pings and the end of the server are matters of the connection, for which SignalR cares.
    private static SubscriberProtocol ProtocolOf(HubItemFormat format) => new(
        ConnectionTransports.SignalR, format, HeartbeatFrame: [], TimeSpan.MaxValue, AnswerTimeout: null, StopFrame: null,
        SpreadsStopFrames: false, Expired: [])
    {
        SharesConnection = true,
    };

    private void Fail()
    {
        _hasFailed = true;
        foreach (var subscriber in _subscribers)
            subscriber.End();
    }

    // A page that is just being read is still sent, so that the position of each subscriber is the one of its client.
    private void Finish()
    {
        foreach (var subscriber in _subscribers)
            subscriber.Finish(lastFrame: []);
    }
}
