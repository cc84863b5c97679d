using System.Diagnostics.CodeAnalysis;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Runs job handlers that block or compute for a long time, with the continuations of their awaits, on threads of low priority. It creates
/// threads on demand, usually one for each job. If a handler blocks its thread until its own asynchronous work has ended, this work runs on
/// a further thread, so that it cannot deadlock.
/// </summary>
internal sealed class BlockingThreads(int jobs, LastResortHandler lastResort) : TaskScheduler, IDisposable
{
    // The maximum number of further threads for asynchronous work that handlers wait for synchronously. Beyond this number such work runs
    // on the thread pool, which grows by itself.
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

    // Makes the threads end as soon as they have run all queued tasks. The process can exit before that, even if a job handler ignores its
    // cancellation, since .NET does not wait for background threads.
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
            // The operating system could not create the thread. The caller has already added it to the number of threads, so it is
            // subtracted.
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

    // Waits until a task is queued, and removes it from the queue. Returns false if no task was queued within the idle time, or after the
    // disposal: the thread that called this method then ends.
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
