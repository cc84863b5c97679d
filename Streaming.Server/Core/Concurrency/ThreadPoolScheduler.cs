namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Runs work on the thread pool and keeps it there: continuations after an <c>await</c> also run on the pool, independent of the thread
/// that completed the awaited task.
/// For code that may block.
/// </summary>
internal sealed class ThreadPoolScheduler : TaskScheduler
{
    public static readonly ThreadPoolScheduler Instance = new();

    private ThreadPoolScheduler()
    {
    }

    /// <summary>Starts asynchronous work that returns a result.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    /// <summary>Starts asynchronous work.</summary>
    public Task RunAsync(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    protected override void QueueTask(Task task) =>
        ThreadPool.UnsafeQueueUserWorkItem(
            static item => item.Scheduler.TryExecuteTask(item.Task), (Scheduler: this, Task: task), preferLocal: true);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && Current == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
