using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// Runs the beginning of each connection, up to the first wait in its first request, in the order of arrival, on one thread per two
/// processors. Thousands of clients that connect at once would otherwise occupy a hundred threads of the pool and the sockets' thread, and
/// live messages would wait for a processor.
/// </summary>
internal static class ConnectionStartThreads
{
    private static readonly Lazy<BlockingCollection<Action>> s_queue = new(Start);

    /// <summary>The number of threads.</summary>
    public static int Count => Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Starts the threads, unless they run already.</summary>
    public static void EnsureStarted() => _ = s_queue.Value;

    /// <summary>
    /// Continues the caller on one of the threads. Each connection waits here once, so the limit of connections bounds the queue.
    /// </summary>
    public static Switch SwitchAsync() => default;

    private static BlockingCollection<Action> Start()
    {
        var queue = new BlockingCollection<Action>();
        for (var i = 0; i < Count; i++)
            StartThread($"Connections {i}", queue);
        return queue;
    }

    // An async method captures its own exceptions, so no exception should end the loop. If one does, another thread continues.
    private static void StartThread(string name, BlockingCollection<Action> queue) =>
        DedicatedThread.Start(name, () => Run(queue), _ => StartThread(name, queue));

    private static void Run(BlockingCollection<Action> queue)
    {
        foreach (var start in queue.GetConsumingEnumerable())
            start();
    }

    /// <summary>
    /// Awaits the switch. Unlike a task scheduler, it does not bring later continuations of the connection back to these threads.
    /// </summary>
    public readonly struct Switch : ICriticalNotifyCompletion
    {
        /// <summary>False: the caller always leaves its thread.</summary>
        public bool IsCompleted => false;

        public Switch GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => s_queue.Value.Add(continuation);

        public void UnsafeOnCompleted(Action continuation) => s_queue.Value.Add(continuation);
    }
}
