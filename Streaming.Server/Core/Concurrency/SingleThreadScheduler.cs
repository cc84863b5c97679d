namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Runs tasks and their continuations on one dedicated thread. A store may block that thread on the disk; a waiting caller is then resumed
/// once
/// and not once for each continuation.
/// </summary>
internal sealed class SingleThreadScheduler : TaskScheduler, IDisposable
{
    private static readonly TimeSpan s_endTimeout = TimeSpan.FromSeconds(5);

    private readonly WorkLoop<Task> _loop;

    public SingleThreadScheduler(string name, LastResortHandler lastResort) =>
        _loop = new WorkLoop<Task>(name, task => TryExecuteTask(task), lastResort);

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Starts asynchronous work on the thread.</summary>
    public Task RunAsync(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    /// <summary>Waits up to five seconds for a loop to end, independent of the host's remaining shutdown time.</summary>
    /// <returns>False if the loop has not ended.</returns>
    public static async Task<bool> HasEndedAsync(Task loop)
    {
        // Uses real time, not the injected clock, since the loop waits for a disk.
        await Task.WhenAny(loop, Task.Delay(s_endTimeout, TimeProvider.System));
        return loop.IsCompleted;
    }

    public void Dispose() => _loop.Dispose();

    protected override void QueueTask(Task task) => _loop.Post(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _loop.Waiting;
}
