namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Runs asynchronous work of a store on one dedicated thread, including the code after each <c>await</c>. The work may block the thread
/// while the store waits for the disk.
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
    /// Waits until the given task of a loop has ended, but at most five seconds, however much time the host has left for its shutdown.
    /// </summary>
    /// <returns>False if the loop has not ended within five seconds.</returns>
    public static async Task<bool> HasEndedAsync(Task loop)
    {
        // Uses real time and not the fake clock of tests, because the loop may be waiting for a real disk.
        await Task.WhenAny(loop, Task.Delay(s_endTimeout, TimeProvider.System));
        return loop.IsCompleted;
    }

    public void Dispose() => _loop.Dispose();

    protected override void QueueTask(Task task) => _loop.Post(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _loop.Waiting;
}
