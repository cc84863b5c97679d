using System.Collections.Concurrent;

namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Runs downloads, and what follows their awaits, on one thread a processor, of somewhat lower priority: a thousand downloads that begin at once would otherwise
/// occupy all threads of the pool, and live messages would wait for a processor.
/// </summary>
internal sealed class DownloadThreads : TaskScheduler
{
    // A third of what a thread of normal priority gets where processors are scarce; all of them otherwise.
    private const int Niceness = 5;

    private static readonly Lazy<DownloadThreads> s_instance = new(static () => new DownloadThreads(Environment.ProcessorCount));

    private readonly BlockingCollection<Task> _queue = [];

    private DownloadThreads(int threads)
    {
        for (var i = 0; i < threads; i++)
            StartThread($"Download {i}");
    }

    /// <summary>Starts asynchronous work.</summary>
    public static Task RunAsync(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, s_instance.Value).Unwrap();

    protected override void QueueTask(Task task) => _queue.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => !taskWasPreviouslyQueued && Current == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => _queue.ToArray();

    // A task keeps its own exceptions, so the loop ends by none of them; should it end, another thread goes on.
    private void StartThread(string name) => DedicatedThread.Start(name, Run, _ => StartThread(name));

    private void Run()
    {
        ThreadPriorities.Lower(ThreadPriority.BelowNormal, Niceness);
        foreach (var task in _queue.GetConsumingEnumerable())
            TryExecuteTask(task);
    }
}
