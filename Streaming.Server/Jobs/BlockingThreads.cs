using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Streaming.Server.Jobs;

/// <summary>
/// A few threads of their own for handlers that block or calculate for long, and for what follows their awaits. They yield to all other threads of the
/// server wherever a processor is short.
/// </summary>
internal sealed class BlockingThreads : TaskScheduler, IDisposable
{
    private readonly BlockingCollection<Task> _queue = [];
    private readonly List<Thread> _threads = [];

    public BlockingThreads(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var thread = new Thread(Run) { IsBackground = true, Name = $"Blocking job {i}", Priority = ThreadPriority.Lowest };
            thread.Start();
            _threads.Add(thread);
        }
    }

    public override int MaximumConcurrencyLevel => _threads.Count;

    public Task<T> RunAsync<T>(Func<Task<T>> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    // What is queued still runs; a handler that ignores its cancellation keeps no process from ending.
    public void Dispose() => _queue.CompleteAdding();

    protected override void QueueTask(Task task)
    {
        if (!_queue.IsAddingCompleted)
            _queue.Add(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _queue;

    private void Run()
    {
        LowerPriority();
        foreach (var task in _queue.GetConsumingEnumerable())
            TryExecuteTask(task);
    }

    // .NET gives threads no priority on Linux, where each thread has a nice value of its own.
    private static void LowerPriority()
    {
        if (OperatingSystem.IsLinux())
            _ = SetPriority(which: 0, who: 0, priority: 19);
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int priority);
}
