namespace Streaming.Server.Fanout;

/// <summary>
/// Whether a pass over the subscribers of a fan-out is scheduled. At most one thread at a time runs passes, and work that arrives during a
/// pass causes one more pass. A mutable struct: keep it in a field.
/// </summary>
internal struct PassState
{
    private const int Idle = 0;
    private const int Scheduled = 1;
    private const int Again = 2;

    private int _state;

    /// <summary>
    /// Schedules a pass. Returns true if the caller has to start it; otherwise the thread that runs the current pass will run it.
    /// </summary>
    public bool TrySchedule()
    {
        while (true)
        {
            switch (Volatile.Read(ref _state))
            {
                case Idle when Interlocked.CompareExchange(ref _state, Scheduled, Idle) == Idle:
                    return true;
                case Scheduled when Interlocked.CompareExchange(ref _state, Again, Scheduled) == Scheduled:
                case Again:
                    return false;
            }
        }
    }

    /// <summary>Marks the begin of a pass. Work that arrives from now on needs a further pass.</summary>
    public void Begin() => Volatile.Write(ref _state, Scheduled);

    /// <summary>Marks the end of the passes. Returns false if work has arrived since the begin of the last pass.</summary>
    public bool TryEnd() => Interlocked.CompareExchange(ref _state, Idle, Scheduled) == Scheduled;
}
