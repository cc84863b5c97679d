using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Rooms;

/// <summary>
/// An open stream and the resources that it holds: the slot in the transport's limit, the stream lease (the right to keep the stream open),
/// the subscription, and the membership in topics with presence. When it is disposed, the stream releases these resources once and in
/// reverse order, except those that were handed over.
/// </summary>
/// <param name="members">The registry of members, which the stream leaves when it is disposed.</param>
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

    /// <summary>The member under which the stream has joined its topics; null if the stream joins no topic.</summary>
    public Member? Member => _member;

    /// <summary>Whether the stream holds no resource that disposing would release. The owner then need not keep the stream.</summary>
    public bool IsEmpty => _disposed || (_slot is null && _subscription is null && _joinedCount == 0 && !_hasLease);

    /// <summary>The subscription of the stream. Do not use it after <see cref="HandOver"/>.</summary>
    public Subscription Subscription => _subscription!;

    /// <summary>
    /// Passes the reader of the stream's only topic and the stream lease to the fan-out (the sending of messages to subscribers), which
    /// disposes both when the subscriber ends. The stream then no longer refers to the subscription, so that an idle stream does not keep
    /// it in memory.
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

    /// <summary>Stores the slot in the transport's limit, which the stream releases when it is disposed.</summary>
    internal void Hold(IDisposable? slot) => _slot = slot;

    /// <summary>Stores the subscription, which the stream disposes at its end.</summary>
    internal void Read(Subscription subscription) => _subscription = subscription;

    /// <summary>Joins a member to those topics of the subscription that have presence.</summary>
    internal async Task JoinAsync(Member member)
    {
        _member = member;
        // Takes the names from the topics of the registry, whose strings are shared, so that an idle member holds no copies.
        _joined = [.. Subscription.Readers.Select(reader => reader.Topic.Name).Where(members.HasPresence)];
        for (; _joinedCount < _joined.Length; _joinedCount++)
            await members.JoinAsync(_joined[_joinedCount], member);
    }
}
