namespace Streaming.Server.Hosting;

/// <summary>
/// Decides when a process that was busy and is now quiet should return unused memory to the operating system. The process is quiet while it
/// allocates less than <see cref="QuietBytes"/> in an interval. Call <see cref="IsReturnDue"/> once in each interval.
/// </summary>
internal sealed class QuietPeriod
{
    /// <summary>
    /// The number of bytes below which an interval is quiet: with fewer new objects, the garbage collector does not even run once.
    /// </summary>
    public const long QuietBytes = 6 * 1024 * 1024;

    // A process that has allocated less since memory was last returned has little to return.
    private const long BusyBytes = 32 * 1024 * 1024;

    // The numbers of successive quiet intervals after which memory is returned. The first time frees most of the memory. Pools of buffers
    // free a buffer only in a collection that runs at least a minute after its last use, which needs the second time.
    private const int First = 2;
    private const int Second = 9;

    private long _allocated;
    // Less than zero, so that the start counts as a load.
    private long _allocatedAtReturn = -BusyBytes;
    private int _quietIntervals;
    private bool _hasReturned;

    /// <summary>Returns whether memory should be returned now.</summary>
    /// <param name="allocated">The number of bytes that the process has allocated since its start.</param>
    public bool IsReturnDue(long allocated)
    {
        var isQuiet = allocated - _allocated < QuietBytes;
        _allocated = allocated;
        if (!isQuiet)
        {
            (_quietIntervals, _hasReturned) = (0, false);
            return false;
        }

        _quietIntervals = Math.Min(_quietIntervals + 1, Second + 1);
        if (_quietIntervals == First && allocated - _allocatedAtReturn >= BusyBytes)
            _hasReturned = true;
        else if (_quietIntervals != Second || !_hasReturned)
            return false;
        _allocatedAtReturn = allocated;
        return true;
    }
}
