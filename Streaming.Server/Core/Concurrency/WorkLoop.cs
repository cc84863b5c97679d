using System.Collections.Concurrent;

namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Processes the items of a queue, one after another, on a dedicated thread. While the queue is empty, the thread sleeps. If several items
/// are added at once, the thread is woken only once.
/// </summary>
internal sealed class WorkLoop<T> : IDisposable
{
    private static readonly TimeSpan s_joinTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<T> _queue = new();
    private readonly AutoResetEvent _wakeUp = new(initialState: false);
    private readonly Action<T> _run;
    private readonly Thread _thread;
    private int _sleeping;
    private volatile bool _stopped;

    /// <param name="name">The name of the thread, which debuggers show.</param>
    /// <param name="run">A function that processes one item of the queue. If it throws an exception, the host stops.</param>
    /// <param name="lastResort">The handler that logs an exception of the function <paramref name="run"/> and stops the host.</param>
    public WorkLoop(string name, Action<T> run, LastResortHandler lastResort)
    {
        _run = run;
        _thread = DedicatedThread.Start(name, Run, e => lastResort.Stop(name, e));
    }

    /// <summary>The items that wait in the queue to be processed.</summary>
    public IEnumerable<T> Waiting => _queue;

    public void Post(T item)
    {
        _queue.Enqueue(item);
        if (Interlocked.Exchange(ref _sleeping, 0) == 1 && !_stopped)
            _wakeUp.Set();
    }

    public void Dispose()
    {
        // The service container may dispose this object several times (once for each registration), so further calls do nothing.
        if (_stopped)
            return;
        _stopped = true;
        _wakeUp.Set();
        // Waits for the end of the thread at most five seconds, because the process must be able to end. A store or a client may block the
        // thread for longer.
        if (Thread.CurrentThread != _thread && _thread.Join(s_joinTimeout))
            _wakeUp.Dispose();
    }

    private void Run()
    {
        while (!_stopped)
        {
            while (_queue.TryDequeue(out var item))
                _run(item);
            Interlocked.Exchange(ref _sleeping, 1);
            // The thread has set a flag that shows that the thread is about to sleep. The thread now checks the queue once more, because an
            // item that was added just before the flag was set has not woken the thread. An item that is added after this check wakes the
            // thread.
            if (_queue.IsEmpty && !_stopped)
                _wakeUp.WaitOne();
            Volatile.Write(ref _sleeping, 0);
        }
    }
}
