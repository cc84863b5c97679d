using System.Diagnostics.CodeAnalysis;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Runs job handlers that block or compute for a long time on threads of low priority, including the code after each <c>await</c>. Threads
/// are created on demand, usually one for each job. A handler may block its thread until its own asynchronous work has ended. This work
/// then runs on another thread, so that the handler cannot wait for itself (deadlock).
/// </summary>
internal sealed class BlockingThreads(int jobs, LastResortHandler lastResort) : TaskScheduler, IDisposable
{
    // The maximum number of additional threads for asynchronous work on which handlers wait. Beyond this number, such work runs on the
    // thread pool, which grows by itself.
    private const int MaxFurther = 32;

    private static readonly TimeSpan s_idleTime = TimeSpan.FromSeconds(10);

    private readonly object _gate = new();
    private readonly Queue<Task> _queue = new();
    private readonly int _maxThreads = (jobs * 4) + MaxFurther;
    private int _threads;
    private int _idle;
    private int _number;
    private bool _disposed;

    public Task<T> RunAsync<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    // Makes the threads end as soon as they have run all queued tasks. The process does not wait for these threads, because they are
    // background threads of .NET. So it can exit even if a job handler ignores its cancellation.
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Monitor.PulseAll(_gate);
        }
    }

    protected override void QueueTask(Task task)
    {
        string name;
        lock (_gate)
        {
            _queue.Enqueue(task);
            if (_queue.Count <= _idle)
            {
                Monitor.Pulse(_gate);
                return;
            }

            name = $"Blocking job {_number++}";
            if (_disposed || _threads == _maxThreads)
                name = string.Empty;
            else
                _threads++;
        }

        if (name.Length == 0 || !TryStart(name))
            ThreadPool.UnsafeQueueUserWorkItem(static threads => threads.RunOne(), this, preferLocal: false);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
            return [.. _queue];
    }

    private bool TryStart(string name)
    {
        try
        {
            DedicatedThread.Start(name, Run, e => lastResort.Report(name, e));
            return true;
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            // The operating system could not create the thread. The caller has already counted the thread, so the count is corrected.
            lock (_gate)
                _threads--;
            return false;
        }
    }

    private void Run()
    {
        ThreadPriorities.Lower(ThreadPriority.Lowest, niceness: 19);
        while (TryTake(out var task))
            TryExecuteTask(task);
    }

    private void RunOne()
    {
        Task? task;
        lock (_gate)
            _queue.TryDequeue(out task);
        if (task is not null)
            TryExecuteTask(task);
    }

    // Waits until a task is queued, and removes the task from the queue. Returns false if no task was queued within the idle time, or if
    // this object was disposed. The calling thread then ends.
    private bool TryTake([NotNullWhen(true)] out Task? task)
    {
        lock (_gate)
        {
            var woken = true;
            while (true)
            {
                if (_queue.TryDequeue(out task))
                    return true;
                if (_disposed || !woken)
                {
                    _threads--;
                    return false;
                }

                _idle++;
                woken = Monitor.Wait(_gate, s_idleTime);
                _idle--;
            }
        }
    }
}
