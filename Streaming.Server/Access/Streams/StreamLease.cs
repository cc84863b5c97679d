using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Tokens;

namespace Streaming.Server.Access.Streams;

/// <summary>
/// The right of a client to keep one stream open. The object signals when the caller's token expires. When the object is disposed, the
/// stream is no longer counted as open. The object holds no reference to the request, so that the request does not stay in memory.
/// </summary>
internal sealed class StreamLease : IDisposable
{
    private readonly TokenLifetimeTracker? _tracker;
    private readonly Func<Caller, bool> _mayContinue;
    private readonly StreamLimiter _limiter;
    private Expiry? _expiry;
    private volatile bool _hasEnded;
    private int _disposed;

    /// <summary>
    /// Creates the stream lease (the right to keep a stream open) for a caller without a token. All streams of the same caller can share
    /// this object, so an idle subscriber without a token needs no object of its own.
    /// </summary>
    internal StreamLease(Caller caller, StreamLimiter limiter, bool isShared) =>
        (Caller, _limiter, _mayContinue, IsShared) = (caller, limiter, static _ => true, isShared);

    /// <summary>Creates the stream lease (the right to keep a stream open) for a caller with a token.</summary>
    internal StreamLease(Caller caller, StreamLimiter limiter, TokenLifetimeTracker tracker, Func<Caller, bool> mayContinue) =>
        (Caller, _limiter, _tracker, _mayContinue, ExpiresAt) = (caller, limiter, tracker, mayContinue, caller.ExpiresAt);

    /// <summary>
    /// The caller that has opened the stream. When the client refreshes its token, this property returns a new caller with the newer
    /// permissions. So read the property again for each decision.
    /// </summary>
    public Caller Caller { get; private set; }

    /// <summary>The time at which the stream ends because the caller's token expires. A refresh of the token sets a later time.</summary>
    internal DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>
    /// A .NET cancellation token that is cancelled when the caller's access token expires. Never cancelled if the caller has no access
    /// token.
    /// </summary>
    public CancellationToken Expired
    {
        get
        {
            if (_tracker is null)
                return CancellationToken.None;
            if (_expiry is null)
            {
                var created = new Expiry();
                if (Interlocked.CompareExchange(ref _expiry, created, null) is not null)
                    created.Source.Dispose();
            }

            return _expiry.Token;
        }
    }

    /// <summary>
    /// Whether the client has ended the session of its token. The stream must then end at once, even if it would continue for a time after
    /// the token expires.
    /// </summary>
    public bool SessionHasEnded => _hasEnded;

    /// <summary>
    /// Registers a function that is called when the caller's token expires. If the token has expired already, the function is called
    /// immediately. Without a token, nothing is registered.
    /// </summary>
    public void OnExpired(Action<object?> callback, object? state) => Expired.UnsafeRegister(callback, state);

    /// <summary>
    /// A unique number of the stream lease (the right to keep a stream open). The number orders leases that expire at the same time.
    /// </summary>
    internal long SequenceNumber { get; init; }

    /// <summary>
    /// The session to which the stream belongs: all streams of the same token, and of the tokens that have replaced it. Null without a
    /// token.
    /// </summary>
    internal TokenSession? Session { get; set; }

    private bool IsShared { get; }

    /// <summary>
    /// Subtracts the stream from the number of open streams. Call this method once for each stream, even if several streams share this
    /// object.
    /// </summary>
    public void Dispose()
    {
        if (TryClose())
            _limiter.Release(Caller.LimitKey);
    }

    /// <summary>
    /// Ends this object, because another one has taken over the stream. The stream is still counted as open.
    /// </summary>
    internal void HandOver() => TryClose();

    private bool TryClose()
    {
        if (!IsShared && Interlocked.Exchange(ref _disposed, 1) == 1)
            return false;
        _tracker?.Close(this);
        _expiry?.Source.Dispose();
        return true;
    }

    /// <summary>
    /// Adds topics to an open stream, if the current caller is allowed to read them. Refreshes of tokens wait until the call has ended, so
    /// that each refresh checks all topics of the stream.
    /// </summary>
    /// <param name="add">A function that checks the permissions of the given caller and adds the topics to the stream. It must return
    /// quickly, because no token can be refreshed until it returns.</param>
    internal void AddTopics(Action<Caller> add)
    {
        if (_tracker is null)
            add(Caller);
        else
            _tracker.AddTopics(this, add);
    }

    /// <summary>
    /// If a newer token allows the stream's topics, extends the stream until that token expires. The caller of this method must hold the
    /// lock that protects all sessions.
    /// </summary>
    internal bool TryExtend(Caller caller)
    {
        if (!_mayContinue(caller))
            return false;
        // The new caller keeps the IP address of the first caller. The stream is counted under this address, and must later be removed from
        // the same count.
        (Caller, ExpiresAt) = (caller with { Address = Caller.Address }, caller.ExpiresAt);
        return true;
    }

    /// <summary>Signals to the stream that the client has ended the session of its token.</summary>
    internal void EndSession()
    {
        _hasEnded = true;
        Expire();
    }

    /// <summary>Signals to the stream that the caller's token has expired.</summary>
    internal void Expire()
    {
        try
        {
            _ = Expired;
            _expiry!.Source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The stream has ended at the same moment, so the signal is no longer needed.
        }
    }

    // The token is read at once, because a source that is disposed no longer returns its token. A stream that still opens while its client
    // disconnects needs the token nevertheless.
    private sealed class Expiry
    {
        public Expiry() => Token = Source.Token;

        public CancellationTokenSource Source { get; } = new();

        public CancellationToken Token { get; }
    }
}
