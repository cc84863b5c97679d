using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Ends the wait for the next bytes of a request body or WebSocket message if the wait takes too long. One timer serves all such waits. A
/// body that is already complete never waits, so it causes no cost.
/// </summary>
internal sealed class IdleWatch : IDisposable
{
    private const string Key = "Access:Limits:BodyIdle";
    private const int WaitsPerGroup = 32;

    private readonly TimeProvider _time;
    private readonly LastResortHandler _lastResort;
    private readonly TimeoutWatch<IIdleWait> _watch;

    public IdleWatch(IOptions<AccessOptions> options, TimeProvider time, LastResortHandler lastResort)
    {
        (_time, _lastResort, Limit) = (time, lastResort, options.Value.Limits.BodyIdle);
        _watch = new TimeoutWatch<IIdleWait>(time, lastResort, "the idle limits of bodies and messages", Limit, IsLate, End);
    }

    /// <summary>The longest pause that a client may make within a request body or a WebSocket message.</summary>
    public TimeSpan Limit { get; }

    /// <summary>The current time as a timestamp, for the property <see cref="IIdleWait.WaitingSince"/>.</summary>
    public long Now => _time.GetTimestamp();

    /// <summary>Starts the time limit of a wait for the next bytes. Set <see cref="IIdleWait.WaitingSince"/> before the call.</summary>
    public void Begin(IIdleWait wait) => _watch.Begin(wait);

    /// <summary>
    /// Ends the time limit of a wait for the next bytes, because the bytes have arrived or the wait has ended for another reason.
    /// </summary>
    public void End(IIdleWait wait) => _watch.End(wait);

    /// <summary>Returns whether a wait for the next bytes has taken longer than its time limit.</summary>
    public bool IsLate(IIdleWait wait) => _time.GetElapsedTime(wait.WaitingSince) >= wait.IdleLimit;

    /// <summary>
    /// Creates the exception for a request body or message whose client has paused for longer than the time limit (<see cref="Limit"/>).
    /// </summary>
    public RefusalException Refusal(string what) => Refusal(what, Limit);

    /// <summary>Creates the exception for a request body or message whose client has paused for longer than the given limit.</summary>
    public static RefusalException Refusal(string what, TimeSpan limit) =>
        new(RefusalReason.TimedOut,
            $"No byte of the {what} arrived for {limit.TotalSeconds:0.###} s; send it without pauses.")
        { Limit = Key };

    public void Dispose() => _watch.Dispose();

    // Ends the waits that have taken too long. This code runs on the thread pool and not on the timer's thread, because the end of a wait
    // may run the code that follows the wait. The waits are ended in groups: with one work item for each wait, thousands of waits would
    // occupy all threads of the pool. If the code after one wait blocks, only the other waits of the same group are delayed.
    private void End(List<IIdleWait> late)
    {
        foreach (var group in late.Chunk(WaitsPerGroup))
            ThreadPool.UnsafeQueueUserWorkItem(
                static work => work.Watch.EndAll(work.Group), (Watch: this, Group: group), preferLocal: false);
    }

    private void EndAll(IIdleWait[] late)
    {
        foreach (var wait in late)
            _lastResort.Run("ending a wait for bytes of a client", static wait => wait.EndWait(), wait);
    }
}
