namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Runs code on the thread pool. The code may block its thread. Code after an <c>await</c> also runs on the thread pool, even if a
/// dedicated thread completed the awaited task.
/// </summary>
internal sealed class ThreadPoolScheduler : TaskScheduler
{
    public static readonly ThreadPoolScheduler Instance = new();

    private ThreadPoolScheduler()
    {
    }

    /// <summary>Starts asynchronous work on the thread pool, and returns a task with the result of the work.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    /// <summary>Starts asynchronous work on the thread pool, and returns a task that completes when the work has ended.</summary>
    public Task RunAsync(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    protected override void QueueTask(Task task) =>
        ThreadPool.UnsafeQueueUserWorkItem(
            static item => item.Scheduler.TryExecuteTask(item.Task), (Scheduler: this, Task: task), preferLocal: true);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && Current == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
