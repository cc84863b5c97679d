using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Rooms;

/// <summary>
/// A stream that is open to a client, with its resources: a slot in the transport's limit, the stream lease (the right to keep the stream
/// open), the subscription, and its memberships in topics. When the stream is disposed, it releases the resources in reverse order, except
/// those that were passed to other code.
/// </summary>
/// <param name="members">The registry of the members of rooms, from which the client is removed when the stream is disposed.</param>
/// <param name="lease">The stream lease (the right to keep the stream open); null if the connection has one lease for all its
/// streams.</param>
internal sealed class OpenedStream(MemberRegistry members, StreamLease? lease)
    : ListedConnection, IAsyncEnumerable<Message>, IAsyncDisposable
{
    private IDisposable? _slot;
    private Subscription? _subscription;
    private Member? _member;
    private TopicName[] _joined = [];
    private int _joinedCount;
    private volatile ConnectionOrigin? _origin;
    private volatile IReadOnlyList<TopicReader>? _handedOver;

    // The object that has replaced this one in the list of open connections.
    private volatile ListedConnection? _current;
    private bool _hasLease = lease is not null;
    private bool _disposed;

    /// <summary>The stream lease (the right to keep the stream open); null if the connection has one lease for all its streams.</summary>
    public StreamLease? Lease => lease;

    /// <inheritdoc/>
    public override string Transport => _origin?.Transport ?? _current?.Transport ?? string.Empty;

    /// <inheritdoc/>
    public override Caller? Caller => lease?.Caller;

    /// <summary>
    /// The name and the connection id under which the stream is listed as a member of its topics; null if it is not listed.
    /// </summary>
    public Member? Member => _member;

    /// <summary>Whether the stream has released or passed on all of its resources, so that it need not be disposed.</summary>
    public bool IsEmpty => _disposed || (_slot is null && _subscription is null && _joinedCount == 0 && !_hasLease);

    /// <summary>
    /// The subscription of the stream, from which the messages of its topics are read. Do not use the subscription after
    /// <see cref="HandOver"/>.
    /// </summary>
    public Subscription Subscription => _subscription!;

    /// <summary>
    /// Passes the reader of the stream's only topic and the stream lease (the right to keep the stream open) to the fan-out. The fan-out
    /// sends the messages, and disposes both at the end. After this call the stream does not refer to the subscription, so that the
    /// subscription does not stay in memory. The stream stays in the list of open connections until the fan-out replaces it.
    /// </summary>
    public (TopicReader Reader, StreamLease? Lease) HandOver()
    {
        var reader = Subscription.HandOver();
        _handedOver = [reader];
        _subscription = null;
        _hasLease = false;
        return (reader, lease);
    }

    /// <summary>Passes the readers of all topics of the stream and its lease on, as <see cref="HandOver"/> does with one reader.</summary>
    public (IReadOnlyList<TopicReader> Readers, StreamLease? Lease) HandOverAll()
    {
        _handedOver = Subscription.HandOverAll();
        _subscription = null;
        _hasLease = false;
        return (_handedOver, lease);
    }

    /// <inheritdoc/>
    public IAsyncEnumerator<Message> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        Subscription.GetAsyncEnumerator(cancellationToken);

    /// <inheritdoc/>
    public override IEnumerable<ListedTopic> ReadTopics() =>
        _subscription is { } subscription ? subscription.Readers.Select(ListedTopic.Of)
            : _handedOver?.Select(ListedTopic.Of) ?? _current?.ReadTopics() ?? [];

    /// <inheritdoc/>
    public override void Cut()
    {
        if (_origin is { } origin)
            origin.Abort();
        else
            _current?.Cut();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        if (_handedOver is null)
            Delist();
        while (_joinedCount > 0)
            await members.LeaveAsync(_joined[--_joinedCount], _member!);
        if (_subscription is not null)
            await _subscription.DisposeAsync();
        _slot?.Dispose();
        if (_hasLease)
            lease!.Dispose();
    }

    /// <summary>
    /// Stores the slot (the right to have one stream) that the stream occupies in the transport's limit. The stream releases the slot when
    /// it is disposed.
    /// </summary>
    internal void SetSlot(IDisposable? slot) => _slot = slot;

    /// <summary>
    /// Stores the subscription from which the stream reads messages. The subscription is disposed together with the stream.
    /// </summary>
    internal void SetSubscription(Subscription subscription) => _subscription = subscription;

    /// <summary>
    /// Adds the stream to the list of open connections. It stays in the list until it is disposed, or until the fan-out (the object that
    /// sends the messages) replaces it.
    /// </summary>
    internal void List(ConnectionRegistry connections, ConnectionOrigin origin, string? name)
    {
        (_origin, Name) = (origin, name);
        connections.Add(this, origin.Address);
    }

    /// <inheritdoc/>
    protected override void OnReplaced(ListedConnection current)
    {
        _current = current;
        // The request keeps this object, but what it refers to is not needed any more.
        (_handedOver, _origin) = (null, null);
    }

    /// <summary>Joins a member to those topics of the stream that have presence (a list of members).</summary>
    internal async Task JoinAsync(Member member)
    {
        _member = member;
        // All streams share the topic names of the topic registry. If a stream kept the names from its own request, each idle connection
        // would need memory for its own copies.
        _joined = [.. Subscription.Readers.Where(reader => members.HasPresence(reader.Topic.Name)).Select(NameOfOpen)];
        for (; _joinedCount < _joined.Length; _joinedCount++)
            await members.JoinAsync(_joined[_joinedCount], member);
    }

    // A closed topic takes no further messages, so nobody can join it.
    private static TopicName NameOfOpen(TopicReader reader) => reader.Topic.Life.Properties is not { IsClosed: true } ? reader.Topic.Name
        : throw new AppendVerdict(AppendOutcome.Closed).ToRefusal(reader.Topic.Name);
}
