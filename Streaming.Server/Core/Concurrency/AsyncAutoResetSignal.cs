using System.Threading.Tasks.Sources;

namespace Streaming.Server.Core.Concurrency;

/// <summary>An asynchronous auto-reset event: one waiter at a time waits for a signal, without memory allocations.</summary>
/// <remarks>
/// A signal that is set before a wait is not lost: the next wait completes at once. The waiter continues on the thread pool, never inside
/// <see cref="Set"/>.
/// </remarks>
internal sealed class AsyncAutoResetSignal : IValueTaskSource
{
    private const int Idle = 0;
    private const int Waiting = 1;
    private const int Raised = 2;

    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private int _state;

    public void Set()
    {
        if (Interlocked.Exchange(ref _state, Raised) == Waiting)
            _core.SetResult(true);
    }

    /// <summary>Waits until <see cref="Set"/> is called. Only one waiter at a time is allowed.</summary>
    public ValueTask WaitAsync()
    {
        _core.Reset();
        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == Idle)
            return new ValueTask(this, _core.Version);
        Volatile.Write(ref _state, Idle);
        return ValueTask.CompletedTask;
    }

    void IValueTaskSource.GetResult(short token)
    {
        _core.GetResult(token);
        // Resets the signal. The waiter misses no change that was made before this point, since it checks its condition after the wait.
        Volatile.Write(ref _state, Idle);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
