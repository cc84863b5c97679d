using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Rooms;

/// <summary>
/// An open stream: the transport's slot, the lease, the subscription, and the membership in topics that have members. Disposing it
/// releases, once and in reverse order, everything that was not handed over.
/// </summary>
/// <param name="members">The members of all topics.</param>
/// <param name="lease">The stream's own lease; null if the connection owns the lease.</param>
internal sealed class OpenedStream(MemberRegistry members, StreamLease? lease) : IAsyncEnumerable<Message>, IAsyncDisposable
{
    private IDisposable? _slot;
    private Subscription? _subscription;
    private Member? _member;
    private TopicName[] _joined = [];
    private int _joinedCount;
    private bool _hasLease = lease is not null;
    private bool _disposed;

    /// <summary>The stream's own lease; null if the connection owns the lease.</summary>
    public StreamLease? Lease => lease;

    /// <summary>The member that joined the stream's topics; null if the stream joins no topic.</summary>
    public Member? Member => _member;

    /// <summary>Whether disposing the stream releases nothing, so that the owner need not keep it.</summary>
    public bool IsEmpty => _disposed || (_slot is null && _subscription is null && _joinedCount == 0 && !_hasLease);

    /// <summary>The subscription, until it is handed over.</summary>
    public Subscription Subscription => _subscription!;

    /// <summary>
    /// Hands the subscription of one topic and the lease over to a fan-out, which disposes both when the subscriber ends. The stream drops
    /// its reference to the subscription, so that an idle stream does not keep it in memory.
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

    /// <summary>Keeps the transport's slot.</summary>
    internal void Hold(IDisposable? slot) => _slot = slot;

    /// <summary>Keeps the subscription.</summary>
    internal void Read(Subscription subscription) => _subscription = subscription;

    /// <summary>Joins those topics of the subscription that have members.</summary>
    internal async Task JoinAsync(Member member)
    {
        _member = member;
        // The names are the registry's own strings, so that an idle member holds no copies.
        _joined = [.. Subscription.Readers.Select(reader => reader.Topic.Name).Where(members.HasPresence)];
        for (; _joinedCount < _joined.Length; _joinedCount++)
            await members.JoinAsync(_joined[_joinedCount], member);
    }
}
