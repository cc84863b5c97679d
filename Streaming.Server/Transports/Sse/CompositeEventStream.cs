using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Streams;
using Streaming.Server.Fanout;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Transports.Sse;

/// <summary>
/// Represents an event stream of several topics that the fan-out writes. Each topic has a subscriber, and the subscribers share the
/// connection. They end together, unless a topic was closed or deleted.
/// </summary>
internal sealed class CompositeEventStream : ListedConnection
{
    private readonly ConnectionWriter _connection;
    private readonly Subscriber[] _subscribers;
    private readonly StreamLease _lease;
    private volatile bool _isCut;

    /// <param name="connection">The writer of the connection. Its client has already received the beginning of the response.</param>
    /// <param name="start">The state of the stream at its start.</param>
    /// <param name="protocol">The protocol (frames and time limits) of the subscribers.</param>
    /// <param name="clock">The clock of the heartbeats.</param>
    public CompositeEventStream(
        ConnectionWriter connection, CompositeEventStart start, SubscriberProtocol protocol, FanoutClock clock)
    {
        (_connection, _lease) = (connection, start.Lease);
        var writer = new CompositeEventWriter(connection, new CompositeEventId(start.Id), start.IsChunked, clock);
        _subscribers = [.. start.Readers.Select(reader => new Subscriber(reader, writer, protocol))];
    }

    /// <inheritdoc/>
    public override string Transport => ConnectionTransports.Sse;

    /// <inheritdoc/>
    public override Caller Caller => _lease.Caller;

    /// <summary>
    /// Whether the response may not look complete: the client has closed the connection, or the server has closed it, for example because
    /// the client reads too slowly.
    /// </summary>
    public bool IsCut => _isCut || !Array.TrueForAll(_subscribers, static subscriber => subscriber.Reader.HasEnded);

    /// <inheritdoc/>
    public override IEnumerable<ListedTopic> ReadTopics() => _subscribers.SelectMany(static subscriber => subscriber.ReadTopics());

    /// <inheritdoc/>
    public override void Cut()
    {
        _isCut = true;
        _connection.Abort();
        End();
    }

    /// <summary>Ends the subscribers of all topics, after the writes in progress. Callable from any thread.</summary>
    public void End()
    {
        foreach (var subscriber in _subscribers)
            subscriber.End();
    }

    /// <summary>
    /// Sends the messages of all topics. The returned task completes when all subscribers have ended, so that nothing else writes to the
    /// connection.
    /// </summary>
    /// <param name="fanout">The fan-out (the part of the server that sends messages to subscribers).</param>
    /// <param name="former">The object that has represented the connection in the list of open connections until now.</param>
    /// <param name="ending">A token that is cancelled when the client closes the connection or the server closes its streams.</param>
    public async Task SendAsync(FanoutEngine fanout, ListedConnection former, CancellationToken ending)
    {
        TakePlaceOf(former);
        foreach (var subscriber in _subscribers)
            _ = fanout.RunAsync(subscriber, lease: null, CancellationToken.None);
        await using var cut = ending.UnsafeRegister(static stream => ((CompositeEventStream)stream!).Cut(), this);
        await using var expiry = _lease.Expired.UnsafeRegister(static stream => ((CompositeEventStream)stream!).End(), this);
        foreach (var subscriber in _subscribers)
            await subscriber.Completion;
    }

    /// <summary>Releases the stream lease, and removes the stream from the list of open connections.</summary>
    public void Close()
    {
        Delist();
        _lease.Dispose();
    }
}
