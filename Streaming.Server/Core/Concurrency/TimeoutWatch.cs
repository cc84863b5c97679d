namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Ends waits that last too long, for example waits for a client that does not read. One timer checks all waits; the timer runs only while
/// there is a wait.
/// </summary>
internal sealed class TimeoutWatch<T> : IDisposable
    where T : class
{
    private static readonly TimeSpan s_shortestTick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longestTick = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly HashSet<T> _waits = [];
    private readonly Func<T, bool> _isLate;
    private readonly Action<List<T>> _end;
    private readonly TimeSpan _tick;
    private readonly ITimer _timer;
    private bool _isTicking;

    /// <param name="time">The clock that the timer uses.</param>
    /// <param name="lastResort">The handler that logs the exceptions of the function <paramref name="end"/>.</param>
    /// <param name="work">A description of the work of the timer, for the error log.</param>
    /// <param name="limit">The usual time limit of a wait, from which the interval of the timer is calculated: an eighth of the limit, at
    /// least 10 ms and at most 1 s.</param>
    /// <param name="isLate">A function that returns whether a wait has lasted too long.</param>
    /// <param name="end">A function that ends waits which have lasted too long. The waits are no longer watched when it is called.</param>
    public TimeoutWatch(TimeProvider time, LastResortHandler lastResort, string work, TimeSpan limit, Func<T, bool> isLate,
        Action<List<T>> end)
    {
        (_isLate, _end) = (isLate, end);
        var eighth = limit / 8;
        _tick = eighth < s_shortestTick ? s_shortestTick : eighth < s_longestTick ? eighth : s_longestTick;
        _timer = lastResort.CreateTimer(time, work, static watch => watch.Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The number of waits whose duration is checked now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _waits.Count;
        }
    }

    /// <summary>Begins to watch a wait, so that the wait is ended if it lasts too long.</summary>
    public void Begin(T wait)
    {
        lock (_gate)
        {
            _waits.Add(wait);
            if (_isTicking)
                return;
            _isTicking = true;
            _timer.Change(_tick, _tick);
        }
    }

    /// <summary>
    /// Stops watching a wait that has ended. The timer stops only at its next tick, even if this was the last wait. So frequent short waits
    /// do not start and stop the timer each time.
    /// </summary>
    public void End(T wait)
    {
        lock (_gate)
            _waits.Remove(wait);
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        List<T>? late = null;
        lock (_gate)
        {
            foreach (var wait in _waits)
            {
                if (_isLate(wait))
                    (late ??= []).Add(wait);
            }

            if (late is not null)
                _waits.ExceptWith(late);
            if (_waits.Count == 0)
            {
                _isTicking = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        if (late is not null)
            _end(late);
    }
}
