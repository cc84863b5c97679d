using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Records whether the last write of messages and the last write of jobs failed. After a failure, each health check tries a small durable
/// write. In this way a server that receives no publish requests, since it is not ready, detects that its disk accepts writes again.
/// </summary>
internal sealed class StoreHealth(TimeProvider time)
{
    // The time between two trial writes, which limits the number of writes that health checks cause on a failing disk.
    private static readonly TimeSpan s_betweenTrials = TimeSpan.FromSeconds(1);

    private readonly string?[] _problems = new string?[Enum.GetValues<StoreWork>().Length];
    private long _lastTrial;

    /// <summary>The reason for which the last write of messages or of jobs failed; null if both succeeded.</summary>
    public string? Problem => Array.Find(_problems, problem => problem is not null);

    /// <summary>Records that a write to the store failed.</summary>
    public void Failed(StoreWork work, RefusalException refusal) => Volatile.Write(ref _problems[(int)work], refusal.Message);

    /// <summary>Records that a write to the store succeeded.</summary>
    public void Succeeded(StoreWork work)
    {
        if (Volatile.Read(ref _problems[(int)work]) is not null)
            Volatile.Write(ref _problems[(int)work], null);
    }

    /// <summary>Checks that the store can be read and, after a failed write, that the store can be written to.</summary>
    /// <returns>The problem of the store; null if the store works.</returns>
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

        // Clears only problems that existed before the trial write: a write that failed meanwhile is still a problem.
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
