using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Ends waits for bytes that take too long, with one timer for all waits. Only a read without data enters here, so that a complete body
/// costs nothing.
/// </summary>
internal sealed class IdleWatch : IDisposable
{
    private const string Key = "Access:Limits:BodyIdle";

    private readonly TimeProvider _time;
    private readonly LastResortHandler _lastResort;
    private readonly TimeoutWatch<IIdleWait> _watch;

    public IdleWatch(IOptions<AccessOptions> options, TimeProvider time, LastResortHandler lastResort)
    {
        (_time, _lastResort, Limit) = (time, lastResort, options.Value.Limits.BodyIdle);
        _watch = new TimeoutWatch<IIdleWait>(time, lastResort, "the idle limits of bodies and messages", Limit, IsLate, End);
    }

    /// <summary>The longest pause within a body or message.</summary>
    public TimeSpan Limit { get; }

    /// <summary>The current timestamp, for <see cref="IIdleWait.WaitingSince"/>.</summary>
    public long Now => _time.GetTimestamp();

    /// <summary>Adds a wait. Its <see cref="IIdleWait.WaitingSince"/> must be set already.</summary>
    public void Begin(IIdleWait wait) => _watch.Begin(wait);

    /// <summary>Removes a wait that has ended.</summary>
    public void End(IIdleWait wait) => _watch.End(wait);

    /// <summary>Whether a wait exceeds its limit.</summary>
    public bool IsLate(IIdleWait wait) => _time.GetElapsedTime(wait.WaitingSince) >= wait.IdleLimit;

    /// <summary>The refusal of a body or message that paused longer than the limit.</summary>
    public RefusalException Refusal(string what) => Refusal(what, Limit);

    /// <summary>The refusal of a body or message that paused longer than its own limit.</summary>
    public static RefusalException Refusal(string what, TimeSpan limit) =>
        new(RefusalReason.TimedOut,
            $"No byte of the {what} came for {limit.TotalSeconds:0.###} s; send it without pauses.")
        { Limit = Key };

    public void Dispose() => _watch.Dispose();

    // Not on the timer's thread, since the code after a wait may run at once. One after another: thousands of waits that end together would
    // occupy all threads of
    // the pool.
    private void End(List<IIdleWait> late) =>
        ThreadPool.UnsafeQueueUserWorkItem(static late => late.Watch.EndAll(late.Waits), (Watch: this, Waits: late), preferLocal: false);

    private void EndAll(List<IIdleWait> late)
    {
        foreach (var wait in late)
            _lastResort.Run("the end of a wait", static wait => wait.EndWait(), wait);
    }
}
