using System.Collections.Concurrent;

namespace Streaming.Server.Topics;

/// <summary>
/// Runs tasks, and what follows their awaits, on one thread of its own. A store may block that thread for a disk, and whoever waits for it is
/// woken once, not passed from thread to thread.
/// </summary>
internal sealed class OwnThread : TaskScheduler, IDisposable
{
    private readonly ConcurrentQueue<Task> _queue = new();
    private readonly AutoResetEvent _wakeUp = new(initialState: false);
    private readonly Thread _thread;
    private int _sleeping;
    private volatile bool _stopped;

    public OwnThread(string name)
    {
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Starts asynchronous work on the thread.</summary>
    public Task RunAsync(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    public void Dispose()
    {
        // A container disposes of what it made as often as it has it under another name.
        if (_stopped)
            return;
        _stopped = true;
        _wakeUp.Set();
        if (Thread.CurrentThread != _thread)
            _thread.Join();
        _wakeUp.Dispose();
    }

    protected override void QueueTask(Task task)
    {
        _queue.Enqueue(task);
        if (Interlocked.Exchange(ref _sleeping, 0) == 1)
            _wakeUp.Set();
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _queue;

    private void Run()
    {
        while (!_stopped)
        {
            while (_queue.TryDequeue(out var task))
                TryExecuteTask(task);
            Interlocked.Exchange(ref _sleeping, 1);
            // Looked at once more after saying so: whoever queues from now on wakes the thread.
            if (_queue.IsEmpty && !_stopped)
                _wakeUp.WaitOne();
            Volatile.Write(ref _sleeping, 0);
        }
    }
}
