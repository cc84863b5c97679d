using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Tokens;

/// <summary>
/// Ends the open streams of a token when the token expires, and extends the streams when the client refreshes the token. One timer, which
/// fires at the next expiry, serves all streams.
/// </summary>
internal sealed class TokenLifetimeTracker : IDisposable
{
    // The longest time for which the timer is set. If the next token expires later, the timer is set again when it fires. Timers do not
    // notice that the clock was set forward, or that the machine was suspended, so streams could outlive their tokens by this time.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    // The maximum number of tokens that one session keeps in memory. Without this limit, a stream whose token is refreshed for months would
    // keep thousands of expired tokens.
    private const int RememberedTokens = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, TokenSession> _sessions = new(StringComparer.Ordinal);
    private readonly SortedSet<StreamLease> _byExpiry = new(
        Comparer<StreamLease>.Create(
        static (a, b) => a.ExpiresAt.CompareTo(b.ExpiresAt) is not 0 and var order ? order : a.SequenceNumber.CompareTo(b.SequenceNumber)));
    private readonly StreamLimiter _limiter;
    private readonly StreamLease _everyone;
    private readonly StreamLease _anonymous;
    private readonly TimeProvider _time;
    private readonly LastResortHandler _lastResort;
    private readonly ITimer _timer;
    private long _number;

    /// <summary>
    /// Creates the timer that ends streams when their tokens expire. The timer does not run until a stream with a token is opened.
    /// </summary>
    internal TokenLifetimeTracker(StreamLimiter limiter, TimeProvider time, LastResortHandler lastResort)
    {
        (_limiter, _time, _lastResort) = (limiter, time, lastResort);
        _everyone = new StreamLease(Caller.Everyone, limiter, isShared: true);
        _anonymous = new StreamLease(Caller.Anonymous, limiter, isShared: true);
        _timer = lastResort.CreateTimer(
            time, "the expiry of tokens", static tracker => tracker.ExpireDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The current number of open streams whose caller has a token.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _byExpiry.Count;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    /// <summary>Opens a stream lease (the right of a client to keep one stream open). Dispose the lease when the stream ends.</summary>
    /// <param name="caller">The caller that opens the stream.</param>
    /// <param name="mayContinue">A function that receives the caller with a newer token, and returns whether this token allows the stream
    /// to continue.</param>
    /// <exception cref="RefusalException">The maximum number of open streams is reached, for the server or for the caller's
    /// address.</exception>
    public StreamLease Open(Caller caller, Func<Caller, bool> mayContinue)
    {
        _limiter.Acquire(caller.LimitKey);
        return Track(caller, mayContinue);
    }

    /// <summary>
    /// Opens a stream lease (the right of a client to keep one stream open) in place of another one, whose client has sent a newer token.
    /// The number of open streams does not change, so that no limit can be reached.
    /// </summary>
    /// <param name="former">The lease to replace. It is closed.</param>
    /// <param name="caller">The caller with the newer token.</param>
    /// <param name="mayContinue">As in <see cref="Open"/>.</param>
    public StreamLease Replace(StreamLease former, Caller caller, Func<Caller, bool> mayContinue)
    {
        // The stream is counted under the address of the first caller.
        var lease = Track(caller with { Address = former.Caller.Address }, mayContinue);
        former.HandOver();
        return lease;
    }

    private StreamLease Track(Caller caller, Func<Caller, bool> mayContinue)
    {
        if (caller.TokenKey is not { } key)
            return ReferenceEquals(caller, Caller.Everyone) ? _everyone : ReferenceEquals(caller, Caller.Anonymous) ? _anonymous
                : new StreamLease(caller, _limiter, isShared: false);
        lock (_gate)
        {
            if (!_sessions.TryGetValue(key, out var session))
            {
                _sessions[key] = session = new TokenSession();
                session.TokenKeys.Add(key);
            }

            var lease = new StreamLease(caller, _limiter, this, mayContinue) { SequenceNumber = ++_number, Session = session };
            session.Streams.Add(lease);
            _byExpiry.Add(lease);
            SetTimer();
            return lease;
        }
    }

    /// <summary>
    /// Extends the open streams of one token until a newer token expires. A stream is extended only if the newer token allows all of its
    /// topics.
    /// </summary>
    /// <returns>The number of streams that were extended.</returns>
    public int Refresh(Caller current, Caller next)
    {
        lock (_gate)
        {
            if (!_sessions.TryGetValue(current.TokenKey!, out var session))
                return 0;
            if (_sessions.TryGetValue(next.TokenKey!, out var already) && !ReferenceEquals(already, session))
                Merge(ref session, already);
            else
                AddKey(session, next.TokenKey!);
            var extended = 0;
            foreach (var lease in session.Streams)
            {
                // The stream has already ended because its token has expired, so it is not extended.
                if (!_byExpiry.Remove(lease))
                    continue;
                if (lease.TryExtend(next))
                    extended++;
                _byExpiry.Add(lease);
            }

            SetTimer();
            return extended;
        }
    }

    /// <summary>Ends all open streams of a caller's token immediately.</summary>
    public int End(Caller caller)
    {
        StreamLease[] streams;
        lock (_gate)
            streams = _sessions.TryGetValue(caller.TokenKey!, out var session) ? [.. session.Streams] : [];
        foreach (var lease in streams)
            _lastResort.Run("ending a stream whose session has ended", static each => each.EndSession(), lease);
        return streams.Length;
    }

    internal void AddTopics(StreamLease lease, Action<Caller> add)
    {
        lock (_gate)
            add(lease.Caller);
    }

    internal void Close(StreamLease lease)
    {
        lock (_gate)
        {
            _byExpiry.Remove(lease);
            var session = lease.Session!;
            if (!session.Streams.Remove(lease) || session.Streams.Count > 0)
                return;
            foreach (var key in session.TokenKeys)
                _sessions.Remove(key);
        }
    }

    // Joins two sessions. Two sessions must be joined if the newer token already has open streams in another session than the older token.
    // After this, one refresh extends the streams of both sessions.
    private void Merge(ref TokenSession session, TokenSession into)
    {
        foreach (var lease in session.Streams)
        {
            lease.Session = into;
            into.Streams.Add(lease);
        }

        foreach (var key in session.TokenKeys)
            _sessions[key] = into;
        // The list begins with the oldest tokens, which are forgotten first.
        into.TokenKeys.InsertRange(0, session.TokenKeys);
        ForgetOldest(into);
        session = into;
    }

    private void AddKey(TokenSession session, string key)
    {
        if (!_sessions.TryAdd(key, session))
            return;
        session.TokenKeys.Add(key);
        ForgetOldest(session);
    }

    private void ForgetOldest(TokenSession session)
    {
        var excess = Math.Max(0, session.TokenKeys.Count - RememberedTokens);
        foreach (var key in session.TokenKeys.Take(excess))
            _sessions.Remove(key);
        session.TokenKeys.RemoveRange(0, excess);
    }

    private void ExpireDue()
    {
        var due = new List<StreamLease>();
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            while (_byExpiry.Min is { } next && next.ExpiresAt <= now)
            {
                _byExpiry.Remove(next);
                due.Add(next);
            }

            SetTimer();
        }

        foreach (var lease in due)
            _lastResort.Run("ending a stream whose token has expired", static each => each.Expire(), lease);
    }

    private void SetTimer()
    {
        if (_byExpiry.Min is not { } next)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        var left = next.ExpiresAt - _time.GetUtcNow();
        _timer.Change(left <= TimeSpan.Zero ? TimeSpan.Zero : left < s_longest ? left : s_longest, Timeout.InfiniteTimeSpan);
    }
}
