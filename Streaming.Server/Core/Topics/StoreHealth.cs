using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Records whether the most recent write of messages and the most recent write of jobs succeeded. After a failed write, each health check
/// tries a small durable write. Without this trial, the server would not notice that its disk accepts writes again: while it is not ready,
/// it receives no publish requests.
/// </summary>
internal sealed class StoreHealth(TimeProvider time)
{
    // The minimum time between two trial writes (small writes that test the store), so that frequent health checks cause few writes to a
    // failing disk.
    private static readonly TimeSpan s_betweenTrials = TimeSpan.FromSeconds(1);

    private readonly string?[] _problems = new string?[Enum.GetValues<StoreWriteKind>().Length];
    private long _lastTrial;

    /// <summary>The reason for which the most recent write of messages or of jobs failed; null if both writes succeeded.</summary>
    public string? Problem => Array.Find(_problems, problem => problem is not null);

    /// <summary>Records that a write to the store failed, so that the server is not ready.</summary>
    public void Failed(StoreWriteKind work, RefusalException refusal) => Volatile.Write(ref _problems[(int)work], refusal.Message);

    /// <summary>
    /// Records that a write of messages or of jobs to the store succeeded. An earlier failure of the same kind of write is no longer a
    /// problem.
    /// </summary>
    public void Succeeded(StoreWriteKind work)
    {
        if (Volatile.Read(ref _problems[(int)work]) is not null)
            Volatile.Write(ref _problems[(int)work], null);
    }

    /// <summary>Checks that the store can be read. After a failed write, also tries a small durable write.</summary>
    /// <returns>A sentence about the problem of the store; null if the store works.</returns>
    public async Task<string?> CheckAsync(ITopicLog log, CancellationToken cancellationToken)
    {
        var before = (string?[])_problems.Clone();
        var isWriting = Problem is not null && TryAcquireTrialWrite();
        try
        {
            await log.CheckAsync(isWriting, cancellationToken);
        }
        catch (RefusalException e)
        {
            return e.Message;
        }

        // Clears only the problems that were recorded before the trial write. A write that failed during the trial leaves its problem
        // recorded.
        for (var i = 0; isWriting && i < before.Length; i++)
            Interlocked.CompareExchange(ref _problems[i], null, before[i]);
        return Problem;
    }

    private bool TryAcquireTrialWrite()
    {
        var last = Volatile.Read(ref _lastTrial);
        var isDue = last == 0 || time.GetElapsedTime(last) >= s_betweenTrials;
        return isDue && Interlocked.CompareExchange(ref _lastTrial, time.GetTimestamp(), last) == last;
    }
}
