using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Tokens;

namespace Streaming.Server.Access.Streams;

/// <summary>What one long stream holds of its caller: it says when the token has ended, and gives its place back when disposed. It keeps nothing of the request.</summary>
internal sealed class StreamLease : IDisposable
{
    private readonly TokenLifetimeTracker? _sessions;
    private readonly Func<Caller, bool> _mayGoOn;
    private readonly StreamLimiter _seats;
    private CancellationTokenSource? _expired;
    private int _disposed;

    /// <summary>A pass of a stream without a token. One is shared by all streams that nothing tells apart, so that an idle anonymous reader costs no more than a reference.</summary>
    internal StreamLease(Caller caller, StreamLimiter seats, bool isShared) =>
        (Caller, _seats, _mayGoOn, IsShared) = (caller, seats, static _ => true, isShared);

    /// <summary>A pass of a stream with a token.</summary>
    internal StreamLease(Caller caller, StreamLimiter seats, TokenLifetimeTracker sessions, Func<Caller, bool> mayGoOn) =>
        (Caller, _seats, _sessions, _mayGoOn, Ends) = (caller, seats, sessions, mayGoOn, caller.ExpiresAt);

    /// <summary>Who reads; after a refresh with the claims of the newer token. Ask it anew for each act.</summary>
    public Caller Caller { get; private set; }

    /// <summary>When the stream ends, unless its session is refreshed before.</summary>
    internal DateTimeOffset Ends { get; private set; }

    /// <summary>Cancelled when the token has ended; never for a stream without one.</summary>
    public CancellationToken Expired
    {
        get
        {
            if (_sessions is null)
                return CancellationToken.None;
            if (_expired is null)
            {
                var made = new CancellationTokenSource();
                if (Interlocked.CompareExchange(ref _expired, made, null) is not null)
                    made.Dispose();
            }

            return _expired.Token;
        }
    }

    /// <summary>Tells when the token has ended, at once if it has already. Costs nothing for a stream without one.</summary>
    public void OnExpired(Action<object?> tell, object? state) => Expired.UnsafeRegister(tell, state);

    /// <summary>Tells passes with the same end apart.</summary>
    internal long Number { get; init; }

    /// <summary>The session it belongs to.</summary>
    internal TokenSession? Session { get; set; }

    private bool IsShared { get; }

    /// <summary>Ends the stream's stay. Call it once for each stream: a pass may be shared.</summary>
    public void Dispose()
    {
        if (!IsShared && Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        _sessions?.Close(this);
        _seats.Release(Caller.CountedAs);
        _expired?.Dispose();
    }

    /// <summary>Lets the stream read more, for its caller as it is now. No refresh happens meanwhile, so that none overlooks what is added.</summary>
    /// <param name="add">Checks and adds; short, since all refreshes wait for it.</param>
    internal void Admit(Action<Caller> add)
    {
        if (_sessions is null)
            add(Caller);
        else
            _sessions.Admit(this, add);
    }

    /// <summary>Goes on with a newer token, if that lets it. Called while the sessions are locked.</summary>
    internal bool TryExtend(Caller caller)
    {
        if (!_mayGoOn(caller))
            return false;
        // Its place is counted for the address that it came from.
        (Caller, Ends) = (caller with { Address = Caller.Address }, caller.ExpiresAt);
        return true;
    }

    /// <summary>Its time is over.</summary>
    internal void Expire()
    {
        _ = Expired;
        try
        {
            _expired!.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The stream has ended by itself just now.
        }
    }
}
