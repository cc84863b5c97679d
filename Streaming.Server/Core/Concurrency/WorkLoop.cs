using System.Collections.Concurrent;

namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Processes the items of a queue, one after another, on a dedicated thread. The thread sleeps while the queue is empty, and is woken only
/// once for several items.
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
    /// <param name="run">Processes one item. An exception stops the host.</param>
    /// <param name="lastResort">Logs an exception of <paramref name="run"/> and stops the host.</param>
    public WorkLoop(string name, Action<T> run, LastResortHandler lastResort)
    {
        _run = run;
        _thread = DedicatedThread.Start(name, Run, e => lastResort.Stop(name, e));
    }

    /// <summary>The items in the queue that are not processed yet.</summary>
    public IEnumerable<T> Waiting => _queue;

    public void Post(T item)
    {
        _queue.Enqueue(item);
        if (Interlocked.Exchange(ref _sleeping, 0) == 1 && !_stopped)
            _wakeUp.Set();
    }

    public void Dispose()
    {
        // The service container disposes an object once for each of its registrations, so further calls do nothing.
        if (_stopped)
            return;
        _stopped = true;
        _wakeUp.Set();
        // If a store or a client blocks the thread for longer than five seconds, this method does not wait for the thread, so that the
        // process can end.
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
            // Checks the queue again after the flag was set: from now on, adding an item wakes the thread.
            if (_queue.IsEmpty && !_stopped)
                _wakeUp.WaitOne();
            Volatile.Write(ref _sleeping, 0);
        }
    }
}
