using System.Collections.Concurrent;

namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Runs downloads on threads of their own, one for each processor, with slightly lower priority. On the thread pool, a thousand concurrent
/// downloads would occupy all threads and delay live messages.
/// </summary>
internal sealed class DownloadThreads : TaskScheduler
{
    // A nice value is a priority of Linux. With the value 5, a download thread receives about a third of the processor time of a normal
    // thread while all processors are busy.
    private const int Niceness = 5;

    private static readonly Lazy<DownloadThreads> s_instance = new(static () => new DownloadThreads(Environment.ProcessorCount));

    private readonly BlockingCollection<Task> _queue = [];

    private DownloadThreads(int threads)
    {
        for (var i = 0; i < threads; i++)
            StartThread($"Download {i}");
    }

    /// <summary>Runs an asynchronous download on one of the threads that are reserved for downloads.</summary>
    public static Task RunAsync(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, s_instance.Value).Unwrap();

    protected override void QueueTask(Task task) => _queue.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && Current == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => _queue.ToArray();

    // An exception of a download is stored in the task of the download and does not end this thread. If the thread ends nevertheless, a new
    // thread replaces it.
    private void StartThread(string name) => DedicatedThread.Start(name, Run, _ => StartThread(name));

    private void Run()
    {
        ThreadPriorities.Lower(ThreadPriority.BelowNormal, Niceness);
        foreach (var task in _queue.GetConsumingEnumerable())
            TryExecuteTask(task);
    }
}
