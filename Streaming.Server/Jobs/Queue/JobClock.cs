using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Provides the current time for the job queue. It is the time of the store, so that all nodes (server processes) use the same clock for
/// the due times of jobs and for leases (the rights of workers to run jobs).
/// </summary>
internal sealed class JobClock(StoreClock time)
{
    /// <summary>Returns the current time of the store (UTC), in microseconds, the precision of stored times.</summary>
    public DateTime Now() => time.UtcNowMicroseconds();

    /// <summary>Creates a timer that ticks at the given interval, by the clock of this machine.</summary>
    public PeriodicTimer Every(TimeSpan interval) => new(interval, time);
}
