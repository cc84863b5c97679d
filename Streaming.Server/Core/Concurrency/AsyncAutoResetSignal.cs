using System.Threading.Tasks.Sources;

namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Implements an asynchronous auto-reset event: a caller waits until another thread sets the event, and the end of the wait resets the
/// event. Only one caller may wait at a time. A wait allocates no memory.
/// </summary>
/// <remarks>
/// If <see cref="Set"/> is called while no caller waits, the next wait completes at once. A waiting caller continues on the thread pool,
/// and not inside the call of <see cref="Set"/>.
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

    /// <summary>Waits until <see cref="Set"/> is called. Only one caller may wait at a time.</summary>
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
        // Resets the event. A change that another thread made before this reset is not lost, because the waiting caller looks for changes
        // after the wait.
        Volatile.Write(ref _state, Idle);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
