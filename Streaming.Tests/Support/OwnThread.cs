using Streaming.Server.Core.Concurrency;

namespace Streaming.Tests.Support;

/// <summary>Runs code on a thread that is not of the thread pool.</summary>
public static class OwnThread
{
    public static Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        var result = new TaskCompletionSource<Task<T>>();
        DedicatedThread.Start("Test", () => result.SetResult(work()), result.SetException);
        return result.Task.Unwrap().OrTimeout();
    }

    /// <summary>Blocks the own thread until the thread pool has begun all work that waits there.</summary>
    public static void WaitForThreadPool()
    {
        using var last = new ManualResetEventSlim();
        ThreadPool.UnsafeQueueUserWorkItem(static last => last.Set(), last, preferLocal: false);
        last.Wait(TestTimeout.Limit).Should().BeTrue();
    }
}
