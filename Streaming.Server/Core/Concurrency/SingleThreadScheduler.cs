namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Runs tasks and their continuations on one dedicated thread, which a store may block while it waits for the disk. A caller is resumed
/// once when its work is done, and not once for each continuation.
/// </summary>
internal sealed class SingleThreadScheduler : TaskScheduler, IDisposable
{
    private static readonly TimeSpan s_endTimeout = TimeSpan.FromSeconds(5);

    private readonly WorkLoop<Task> _loop;

    public SingleThreadScheduler(string name, LastResortHandler lastResort) =>
        _loop = new WorkLoop<Task>(name, task => TryExecuteTask(task), lastResort);

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Starts asynchronous work on the dedicated thread.</summary>
    public Task RunAsync(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    /// <summary>
    /// Waits up to five seconds until a loop has ended. The time limit is independent of the host's remaining shutdown time.
    /// </summary>
    /// <returns>False if the loop has not ended within five seconds.</returns>
    public static async Task<bool> HasEndedAsync(Task loop)
    {
        // Uses the real time and not the clock of tests, since the loop waits for a disk.
        await Task.WhenAny(loop, Task.Delay(s_endTimeout, TimeProvider.System));
        return loop.IsCompleted;
    }

    public void Dispose() => _loop.Dispose();

    protected override void QueueTask(Task task) => _loop.Post(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _loop.Waiting;
}
