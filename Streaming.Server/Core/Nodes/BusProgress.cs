namespace Streaming.Server.Core.Nodes;

/// <summary>Keeps how far this node is behind the commits of other nodes. The bus reports it.</summary>
internal sealed class BusProgress(TimeProvider time)
{
    private long _commits;
    private long _missingSince;

    /// <summary>The lag at this moment.</summary>
    public BusLag Lag => Volatile.Read(ref _commits) is > 0 and var commits && Volatile.Read(ref _missingSince) is not 0 and var since
        ? new BusLag(commits, time.GetElapsedTime(since))
        : default;

    /// <summary>Reports the number of commits that are known to be missing. Any thread may call it.</summary>
    public void Report(long missing)
    {
        if (missing == 0)
            Volatile.Write(ref _missingSince, 0);
        else
            Interlocked.CompareExchange(ref _missingSince, time.GetTimestamp(), 0);
        Volatile.Write(ref _commits, missing);
    }
}
