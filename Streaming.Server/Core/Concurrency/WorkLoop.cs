using System.Collections.Concurrent;

namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// A dedicated thread that processes a queue, one item after another. It sleeps while the queue is empty, and is woken once for all waiting
/// items.
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

    /// <param name="name">The thread's name, as debuggers show it.</param>
    /// <param name="run">Processes one item. An exception stops the host.</param>
    /// <param name="lastResort">Receives such an exception.</param>
    public WorkLoop(string name, Action<T> run, LastResortHandler lastResort)
    {
        _run = run;
        _thread = DedicatedThread.Start(name, Run, e => lastResort.Stop(name, e));
    }

    /// <summary>The items that are still queued.</summary>
    public IEnumerable<T> Waiting => _queue;

    public void Post(T item)
    {
        _queue.Enqueue(item);
        if (Interlocked.Exchange(ref _sleeping, 0) == 1 && !_stopped)
            _wakeUp.Set();
    }

    public void Dispose()
    {
        // A container disposes a service once for each of its registrations.
        if (_stopped)
            return;
        _stopped = true;
        _wakeUp.Set();
        // A thread that a store or a client blocks for longer is abandoned, so that the process can end.
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
            // Checked again after the flag is set: from now on, posting an item wakes the thread.
            if (_queue.IsEmpty && !_stopped)
                _wakeUp.WaitOne();
            Volatile.Write(ref _sleeping, 0);
        }
    }
}
