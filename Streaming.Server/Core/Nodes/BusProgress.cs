namespace Streaming.Server.Core.Nodes;

/// <summary>
/// Records how far this node (server process) is behind the other nodes. The bus, which reads the commits of the other nodes from the
/// store, updates this object.
/// </summary>
internal sealed class BusProgress(TimeProvider time)
{
    private long _commits;
    private long _missingSince;

    /// <summary>The number and the age of the commits of other nodes that this node has not read yet.</summary>
    public BusLag Lag => Volatile.Read(ref _commits) is > 0 and var commits && Volatile.Read(ref _missingSince) is not 0 and var since
        ? new BusLag(commits, time.GetElapsedTime(since))
        : default;

    /// <summary>
    /// Records the number of commits of other nodes that this node knows of but has not read yet. Any thread may call this method.
    /// </summary>
    public void Report(long missing)
    {
        if (missing == 0)
            Volatile.Write(ref _missingSince, 0);
        else
            Interlocked.CompareExchange(ref _missingSince, time.GetTimestamp(), 0);
        Volatile.Write(ref _commits, missing);
    }
}
