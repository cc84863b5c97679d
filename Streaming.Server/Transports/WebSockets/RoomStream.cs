using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Topics;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>Somebody's place in a room.</summary>
internal sealed class RoomStream(RoomName room, Member member, Subscription subscription, IDisposable seat, StreamLease pass)
{
    private Subscription? _subscription = subscription;
    private readonly StreamLease _pass = pass;
    private StreamLease? _owned = pass;

    public RoomName Room => room;

    public Member Member => member;

    public IDisposable Seat => seat;

    /// <summary>Who the member is, by now.</summary>
    public Caller Caller => _pass.Caller;

    /// <summary>Gives the place in the topic to the delivery. The subscription is forgotten: an idle member holds nothing of it.</summary>
    public TopicReader HandOver() => Interlocked.Exchange(ref _subscription, null)!.HandOver();

    /// <summary>Gives the pass to the delivery, which gives it back when the member has left.</summary>
    public StreamLease HandOverPass()
    {
        _owned = null;
        return _pass;
    }

    /// <summary>Gives back what the member never came to use.</summary>
    public async ValueTask EndReadingAsync()
    {
        if (Interlocked.Exchange(ref _subscription, null) is { } unused)
            await unused.DisposeAsync();
        Interlocked.Exchange(ref _owned, null)?.Dispose();
    }
}
