using System.Runtime.CompilerServices;

namespace Streaming.Server.Core.Concurrency;

/// <summary>Lets other work run first.</summary>
internal static class FairTurn
{
    /// <summary>
    /// Leaves the current thread, and continues on the thread pool (or the current scheduler), behind all work that waits there.
    /// <see cref="Task.Yield"/> does not suffice: under <see cref="ThreadPoolScheduler"/>, it continues before other work.
    /// </summary>
    public static ConfiguredTaskAwaitable WaitAsync() =>
        // The task may be completed before it is awaited: this thread must be left even then.
        Task.Factory
            .StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default)
            .ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
}
