using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Rooms;

/// <summary>
/// A stream that is open to a client, with the resources that it holds: a slot in the transport's limit, the stream lease (the right to
/// keep the stream open), the subscription, and its places in the lists of members of its topics. Disposing the stream releases them in
/// reverse order, except those that were passed to other code.
/// </summary>
/// <param name="members">The registry of the members of rooms, from which the stream's member is removed when the stream is
/// disposed.</param>
/// <param name="lease">The stream lease (the right to keep the stream open); null if the connection has one lease for all its
/// streams.</param>
internal sealed class OpenedStream(MemberRegistry members, StreamLease? lease) : IAsyncEnumerable<Message>, IAsyncDisposable
{
    private IDisposable? _slot;
    private Subscription? _subscription;
    private Member? _member;
    private TopicName[] _joined = [];
    private int _joinedCount;
    private bool _hasLease = lease is not null;
    private bool _disposed;

    /// <summary>The stream lease (the right to keep the stream open); null if the connection has one lease for all its streams.</summary>
    public StreamLease? Lease => lease;

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
    /// Passes the reader of the stream's only topic and the stream lease (the right to keep the stream open) to the fan-out, which sends
    /// the messages and disposes both at the end. The stream then no longer refers to the subscription, so that an idle stream does not
    /// keep it in memory.
    /// </summary>
    public (TopicReader Reader, StreamLease? Lease) HandOver()
    {
        var reader = Subscription.HandOver();
        _subscription = null;
        _hasLease = false;
        return (reader, lease);
    }

    /// <inheritdoc/>
    public IAsyncEnumerator<Message> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        Subscription.GetAsyncEnumerator(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        while (_joinedCount > 0)
            await members.LeaveAsync(_joined[--_joinedCount], _member!);
        if (_subscription is not null)
            await _subscription.DisposeAsync();
        _slot?.Dispose();
        if (_hasLease)
            lease!.Dispose();
    }

    /// <summary>
    /// Stores the slot that the stream occupies in the transport's limit. The stream releases the slot when it is disposed.
    /// </summary>
    internal void SetSlot(IDisposable? slot) => _slot = slot;

    /// <summary>
    /// Stores the subscription from which the stream reads messages. The stream disposes the subscription when it is disposed itself.
    /// </summary>
    internal void SetSubscription(Subscription subscription) => _subscription = subscription;

    /// <summary>Joins a member to those topics of the stream that have presence (a list of members).</summary>
    internal async Task JoinAsync(Member member)
    {
        _member = member;
        // All streams share the name objects of the topic registry. If the stream kept the names from its own request, each idle connection
        // would need memory for its own copies.
        _joined = [.. Subscription.Readers.Select(reader => reader.Topic.Name).Where(members.HasPresence)];
        for (; _joinedCount < _joined.Length; _joinedCount++)
            await members.JoinAsync(_joined[_joinedCount], member);
    }
}
