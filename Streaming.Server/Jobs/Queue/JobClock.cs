using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// The time of the job queue: that of its store, so that leases and due times mean the same on nodes whose clocks differ.
/// </summary>
internal sealed class JobClock(IJobQueue queue, TimeProvider time)
{
    /// <summary>The current time in UTC, in the precision that stores keep.</summary>
    public DateTime Now() => (time.GetUtcNow().UtcDateTime + queue.ClockOffset).CutToMicroseconds();

    /// <summary>Creates a timer for work at intervals.</summary>
    public PeriodicTimer Every(TimeSpan interval) => new(interval, time);
}
