using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Records whether the last write of each kind failed. After a failure, each health check tries a small durable write. A server that
/// receives no
/// publishes because it is not ready thereby detects that its disk accepts writes again.
/// </summary>
internal sealed class StoreHealth(TimeProvider time)
{
    // Limits the writes that health checks cause on a failing disk.
    private static readonly TimeSpan s_betweenTrials = TimeSpan.FromSeconds(1);

    private readonly string?[] _problems = new string?[Enum.GetValues<StoreWork>().Length];
    private long _lastTrial;

    /// <summary>Why the last write of a kind failed; null if all succeeded.</summary>
    public string? Problem => Array.Find(_problems, problem => problem is not null);

    /// <summary>Records a failed write.</summary>
    public void Failed(StoreWork work, RefusalException refusal) => Volatile.Write(ref _problems[(int)work], refusal.Message);

    /// <summary>Records a successful write.</summary>
    public void Succeeded(StoreWork work)
    {
        if (Volatile.Read(ref _problems[(int)work]) is not null)
            Volatile.Write(ref _problems[(int)work], null);
    }

    /// <summary>Checks that the store can be read and, after a failed write, that it can be written.</summary>
    /// <returns>The problem; null if there is none.</returns>
    public async Task<string?> CheckAsync(ITopicLog log, CancellationToken cancellationToken)
    {
        var before = (string?[])_problems.Clone();
        var isWriting = Problem is not null && TryTakeTrial();
        try
        {
            await log.CheckAsync(isWriting, cancellationToken);
        }
        catch (RefusalException e)
        {
            return e.Message;
        }

        // Clears only problems that existed before the check: a write that failed meanwhile is still a problem.
        for (var i = 0; isWriting && i < before.Length; i++)
            Interlocked.CompareExchange(ref _problems[i], null, before[i]);
        return Problem;
    }

    private bool TryTakeTrial()
    {
        var last = Volatile.Read(ref _lastTrial);
        var isDue = last == 0 || time.GetElapsedTime(last) >= s_betweenTrials;
        return isDue && Interlocked.CompareExchange(ref _lastTrial, time.GetTimestamp(), last) == last;
    }
}
