using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Tokens;

/// <summary>Ends streams when their tokens end, and lets them go on when a token is refreshed. One timer serves all; it is set for the next end only.</summary>
internal sealed class TokenLifetimeTracker : IDisposable
{
    // A timer takes no longer time than this; then it looks again.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    // A stream that is refreshed for months would be known by thousands of tokens that have long ended.
    private const int RememberedTokens = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, TokenSession> _sessions = new(StringComparer.Ordinal);
    private readonly SortedSet<StreamLease> _byEnd = new(Comparer<StreamLease>.Create(static (a, b) => a.Ends.CompareTo(b.Ends) is not 0 and var order ? order : a.Number.CompareTo(b.Number)));
    private readonly StreamLimiter _seats;
    private readonly StreamLease _everyone;
    private readonly StreamLease _anonymous;
    private readonly TimeProvider _time;
    private readonly LastResortHandler _lastResort;
    private readonly ITimer _timer;
    private long _number;

    /// <summary>Makes the timer, which rests until there is a stream with a token.</summary>
    internal TokenLifetimeTracker(StreamLimiter seats, TimeProvider time, LastResortHandler lastResort)
    {
        (_seats, _time, _lastResort) = (seats, time, lastResort);
        _everyone = new StreamLease(Caller.Everyone, seats, isShared: true);
        _anonymous = new StreamLease(Caller.Anonymous, seats, isShared: true);
        _timer = lastResort.CreateTimer(time, "the ends of tokens", static sessions => sessions.EndDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many streams have a token.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _byEnd.Count;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    /// <summary>Begins a stream. Dispose the pass when it ends.</summary>
    /// <param name="caller">Who reads.</param>
    /// <param name="mayGoOn">Whether a newer token still lets the stream run.</param>
    /// <exception cref="RefusalException">There are too many streams already.</exception>
    public StreamLease Open(Caller caller, Func<Caller, bool> mayGoOn)
    {
        _seats.Acquire(caller.CountedAs);
        if (caller.TokenKey is not { } key)
            return ReferenceEquals(caller, Caller.Everyone) ? _everyone : ReferenceEquals(caller, Caller.Anonymous) ? _anonymous : new StreamLease(caller, _seats, isShared: false);
        lock (_gate)
        {
            if (!_sessions.TryGetValue(key, out var session))
            {
                _sessions[key] = session = new TokenSession();
                session.TokenKeys.Add(key);
            }

            var pass = new StreamLease(caller, _seats, this, mayGoOn) { Number = ++_number, Session = session };
            session.Streams.Add(pass);
            _byEnd.Add(pass);
            SetTimer();
            return pass;
        }
    }

    /// <summary>Lets the streams of one token go on until another one ends, as far as that lets them read what they read.</summary>
    /// <returns>How many go on.</returns>
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
            foreach (var pass in session.Streams)
            {
                // One whose end has come already is not called back.
                if (!_byEnd.Remove(pass))
                    continue;
                if (pass.TryExtend(next))
                    extended++;
                _byEnd.Add(pass);
            }

            SetTimer();
            return extended;
        }
    }

    /// <summary>Ends the streams of a token at once.</summary>
    public void End(Caller caller)
    {
        StreamLease[] streams;
        lock (_gate)
            streams = _sessions.TryGetValue(caller.TokenKey!, out var session) ? [.. session.Streams] : [];
        foreach (var pass in streams)
            pass.Expire();
    }

    internal void Admit(StreamLease pass, Action<Caller> add)
    {
        lock (_gate)
            add(pass.Caller);
    }

    internal void Close(StreamLease pass)
    {
        lock (_gate)
        {
            _byEnd.Remove(pass);
            var session = pass.Session!;
            if (!session.Streams.Remove(pass) || session.Streams.Count > 0)
                return;
            foreach (var key in session.TokenKeys)
                _sessions.Remove(key);
        }
    }

    // The newer token has streams of its own already: from now on all of them are one session, so that the next refresh reaches all.
    private void Merge(ref TokenSession session, TokenSession into)
    {
        foreach (var pass in session.Streams)
        {
            pass.Session = into;
            into.Streams.Add(pass);
        }

        foreach (var key in session.TokenKeys)
        {
            _sessions.Remove(key);
            AddKey(into, key);
        }

        session = into;
    }

    private void AddKey(TokenSession session, string key)
    {
        if (!_sessions.TryAdd(key, session))
            return;
        session.TokenKeys.Add(key);
        if (session.TokenKeys.Count <= RememberedTokens)
            return;
        _sessions.Remove(session.TokenKeys[0]);
        session.TokenKeys.RemoveAt(0);
    }

    private void EndDue()
    {
        var due = new List<StreamLease>();
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            while (_byEnd.Min is { } next && next.Ends <= now)
            {
                _byEnd.Remove(next);
                due.Add(next);
            }

            SetTimer();
        }

        foreach (var pass in due)
            _lastResort.Run("the end of a stream whose token has ended", static each => each.Expire(), pass);
    }

    private void SetTimer()
    {
        if (_byEnd.Min is not { } next)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        var left = next.Ends - _time.GetUtcNow();
        _timer.Change(left <= TimeSpan.Zero ? TimeSpan.Zero : left < s_longest ? left : s_longest, Timeout.InfiniteTimeSpan);
    }
}
