using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// Runs the start of each connection, up to the first wait in its first request, in the order of arrival. There is one such thread per two
/// processors. Thousands of clients that connect at once would otherwise occupy a hundred threads of the pool and the I/O threads of the
/// sockets, and delay the messages to other clients.
/// </summary>
internal static class ConnectionStartThreads
{
    // About a third of the processor time of a thread with normal priority while processors are busy: live messages go first.
    private const int Niceness = 5;

    private static readonly Lazy<BlockingCollection<Action>> s_queue = new(Start);

    /// <summary>The number of threads that start connections.</summary>
    public static int Count => Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Starts the threads, unless they are running already.</summary>
    public static void EnsureStarted() => _ = s_queue.Value;

    /// <summary>
    /// Continues the calling method on one of the threads that start connections. Each connection waits here only once, so the limit of
    /// connections also limits the queue.
    /// </summary>
    public static Switch SwitchAsync() => default;

    private static BlockingCollection<Action> Start()
    {
        var queue = new BlockingCollection<Action>();
        for (var i = 0; i < Count; i++)
            StartThread($"Connections {i}", queue);
        return queue;
    }

    // An async method catches its own exceptions, so no exception should end the loop. If one does, a new thread continues.
    private static void StartThread(string name, BlockingCollection<Action> queue) =>
        DedicatedThread.Start(name, () => Run(queue), _ => StartThread(name, queue));

    private static void Run(BlockingCollection<Action> queue)
    {
        ThreadPriorities.Lower(ThreadPriority.BelowNormal, Niceness);
        foreach (var start in queue.GetConsumingEnumerable())
            start();
    }

    /// <summary>
    /// An awaitable object that moves the calling method to a thread that starts connections. Unlike a task scheduler, it does not bring
    /// later continuations of the connection back to these threads.
    /// </summary>
    public readonly struct Switch : ICriticalNotifyCompletion
    {
        /// <summary>Always false, since the calling method always changes its thread.</summary>
        public bool IsCompleted => false;

        public Switch GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => s_queue.Value.Add(continuation);

        public void UnsafeOnCompleted(Action continuation) => s_queue.Value.Add(continuation);
    }
}
