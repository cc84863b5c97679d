using System.Collections.Concurrent;
using Streaming.Server.Observability;

namespace Streaming.Server.Topics;

/// <summary>
/// Runs tasks, and what follows their awaits, on one thread of its own. A store may block that thread for a disk, and whoever waits for it is
/// woken once, not passed from thread to thread.
/// </summary>
internal sealed class OwnThread : TaskScheduler, IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<Task> _queue = new();
    private readonly AutoResetEvent _wakeUp = new(initialState: false);
    private readonly Thread _thread;
    private int _sleeping;
    private volatile bool _stopped;

    public OwnThread(string name, LastResort lastResort)
    {
        _thread = DedicatedThread.Start(name, Run, e => lastResort.Stop(name, e));
    }

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Starts asynchronous work on the thread.</summary>
    public Task RunAsync(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    /// <summary>Waits for a loop that was told to end, for as long as a stop may take, whatever is left of the host's own time.</summary>
    /// <returns>False if it has not ended.</returns>
    public static async Task<bool> HasEndedAsync(Task loop)
    {
        // Of the machine's own time: what it waits for is a disk.
        await Task.WhenAny(loop, Task.Delay(s_patience, TimeProvider.System));
        return loop.IsCompleted;
    }

    public void Dispose()
    {
        // A container disposes of what it made as often as it has it under another name.
        if (_stopped)
            return;
        _stopped = true;
        _wakeUp.Set();
        // A store that does not answer any more keeps its thread; it must not keep the process.
        if (Thread.CurrentThread != _thread && _thread.Join(s_patience))
            _wakeUp.Dispose();
    }

    protected override void QueueTask(Task task)
    {
        _queue.Enqueue(task);
        if (Interlocked.Exchange(ref _sleeping, 0) == 1 && !_stopped)
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
