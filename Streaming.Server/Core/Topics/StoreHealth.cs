using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Remembers whether the last write of each kind has failed. While one has, each check tries a small durable write, so that a server to which nobody
/// publishes any more, since it is not ready, finds out that its disk takes writes again.
/// </summary>
internal sealed class StoreHealth(TimeProvider time)
{
    // A disk in trouble must not be written to by everyone who asks whether it is.
    private static readonly TimeSpan s_betweenTrials = TimeSpan.FromSeconds(1);

    private readonly string?[] _problems = new string?[Enum.GetValues<StoreWork>().Length];
    private long _lastTrial;

    /// <summary>Why the last write failed; null if it did not.</summary>
    public string? Problem => Array.Find(_problems, problem => problem is not null);

    /// <summary>Notes that a write has failed.</summary>
    public void Failed(StoreWork work, RefusalException refusal) => Volatile.Write(ref _problems[(int)work], refusal.Message);

    /// <summary>Notes that a write has succeeded.</summary>
    public void Succeeded(StoreWork work)
    {
        if (Volatile.Read(ref _problems[(int)work]) is not null)
            Volatile.Write(ref _problems[(int)work], null);
    }

    /// <summary>Checks that the store can be read, and that it can be written if the last write failed.</summary>
    /// <returns>What is wrong; null if all is well.</returns>
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

        // A write that failed meanwhile stays a problem.
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
