using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// Runs the beginning of each connection on a few threads (one per two processors), in the order of arrival. The beginning ends when the
/// first request of the connection waits for something. Without these threads, thousands of clients that connect at once would occupy all
/// threads of the thread pool and delay the messages to other clients.
/// </summary>
internal static class ConnectionStartThreads
{
    private static readonly Lazy<BlockingCollection<Action>> s_queue = new(Start);

    /// <summary>The number of threads that start new connections: one per two processors.</summary>
    public static int Count => Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Starts the threads that start new connections. Does nothing if they are running already.</summary>
    public static void EnsureStarted() => _ = s_queue.Value;

    /// <summary>
    /// Continues the calling method on one of the threads that start new connections. Each connection is in the queue of these threads only
    /// once, so the limit of connections also limits the length of the queue.
    /// </summary>
    public static Switch SwitchAsync() => default;

    private static BlockingCollection<Action> Start()
    {
        var queue = new BlockingCollection<Action>();
        for (var i = 0; i < Count; i++)
            StartThread($"Connections {i}", queue);
        return queue;
    }

    // Starts a thread on which new connections are started. If an exception ends the thread, a new thread replaces it. This is not
    // expected, because the methods that run on the thread catch their own exceptions.
    private static void StartThread(string name, BlockingCollection<Action> queue) =>
        DedicatedThread.Start(name, () => Run(queue), _ => StartThread(name, queue));

    private static void Run(BlockingCollection<Action> queue)
    {
        foreach (var start in queue.GetConsumingEnumerable())
            start();
    }

    /// <summary>
    /// An awaitable object: <c>await</c> moves the calling method to a thread that starts new connections. After later awaits, the method
    /// continues on any thread. A task scheduler would instead bring it back to this thread.
    /// </summary>
    public readonly struct Switch : ICriticalNotifyCompletion
    {
        /// <summary>Always false, so that <c>await</c> always moves the calling method to another thread.</summary>
        public bool IsCompleted => false;

        public Switch GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => s_queue.Value.Add(continuation);

        public void UnsafeOnCompleted(Action continuation) => s_queue.Value.Add(continuation);
    }
}
