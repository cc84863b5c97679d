using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Tokens;

namespace Streaming.Server.Access.Streams;

/// <summary>
/// The lease of a long-lived stream: signals when the caller's token expires, and releases the stream's permit when disposed. It holds no
/// reference to the request.
/// </summary>
internal sealed class StreamLease : IDisposable
{
    private readonly TokenLifetimeTracker? _sessions;
    private readonly Func<Caller, bool> _mayContinue;
    private readonly StreamLimiter _limiter;
    private CancellationTokenSource? _expired;
    private int _disposed;

    /// <summary>
    /// The lease of a stream without a token. All streams with the same caller share one lease, so that an idle anonymous subscriber costs
    /// only a reference.
    /// </summary>
    internal StreamLease(Caller caller, StreamLimiter limiter, bool isShared) =>
        (Caller, _limiter, _mayContinue, IsShared) = (caller, limiter, static _ => true, isShared);

    /// <summary>The lease of a stream with a token.</summary>
    internal StreamLease(Caller caller, StreamLimiter limiter, TokenLifetimeTracker sessions, Func<Caller, bool> mayContinue) =>
        (Caller, _limiter, _sessions, _mayContinue, Ends) = (caller, limiter, sessions, mayContinue, caller.ExpiresAt);

    /// <summary>The caller, after a refresh with the claims of the newer token. Read it again for each decision.</summary>
    public Caller Caller { get; private set; }

    /// <summary>The time at which the stream ends, unless its session is refreshed before.</summary>
    internal DateTimeOffset Ends { get; private set; }

    /// <summary>Cancelled when the token expires; never for a stream without a token.</summary>
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

    /// <summary>
    /// Registers a callback for the token's expiry, which runs at once if the token has expired. Costs nothing for a stream without a
    /// token.
    /// </summary>
    public void OnExpired(Action<object?> tell, object? state) => Expired.UnsafeRegister(tell, state);

    /// <summary>Distinguishes leases that expire at the same time.</summary>
    internal long Number { get; init; }

    /// <summary>The session of the lease.</summary>
    internal TokenSession? Session { get; set; }

    private bool IsShared { get; }

    /// <summary>Releases the permit. Call it once for each stream, since a lease may be shared.</summary>
    public void Dispose()
    {
        if (!IsShared && Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        _sessions?.Close(this);
        _limiter.Release(Caller.CountedAs);
        _expired?.Dispose();
    }

    /// <summary>
    /// Adds topics to the stream, for its current caller. No refresh runs meanwhile, so that each refresh checks all topics.
    /// </summary>
    /// <param name="add">Checks and adds the topics. It must be short, since all refreshes wait for it.</param>
    internal void Admit(Action<Caller> add)
    {
        if (_sessions is null)
            add(Caller);
        else
            _sessions.Admit(this, add);
    }

    /// <summary>Extends the stream with a newer token, if that token allows it. Called under the lock of the sessions.</summary>
    internal bool TryExtend(Caller caller)
    {
        if (!_mayContinue(caller))
            return false;
        // The permit stays counted for the first address.
        (Caller, Ends) = (caller with { Address = Caller.Address }, caller.ExpiresAt);
        return true;
    }

    /// <summary>Signals that the token has expired.</summary>
    internal void Expire()
    {
        _ = Expired;
        try
        {
            _expired!.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The stream has just ended.
        }
    }
}
