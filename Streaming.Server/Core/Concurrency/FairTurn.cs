namespace Streaming.Server.Core.Concurrency;

/// <summary>Lets other work run first.</summary>
internal static class FairTurn
{
    /// <summary>
    /// Returns a task that completes on the thread pool, behind all work that waits there. <see cref="Task.Yield"/> does not suffice: under
    /// <see cref="ThreadPoolScheduler"/>, it continues before other work.
    /// </summary>
    public static Task WaitAsync() => Task.Factory.StartNew(
        static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);
}
