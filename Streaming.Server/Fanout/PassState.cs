namespace Streaming.Server.Fanout;

/// <summary>
/// The state of the passes of one topic (a pass is an iteration over the topic's subscribers): none, waiting or running. Only one thread at
/// a time runs a pass. Work that arrives during a pass causes one more pass. Keep this struct in a field that is not <c>readonly</c>:
/// otherwise its methods would change a copy.
/// </summary>
internal struct PassState
{
    private const int Idle = 0;
    private const int Scheduled = 1;
    private const int Again = 2;

    private int _state;

    /// <summary>
    /// Schedules a pass (an iteration over the subscribers of a topic). Returns true if the caller has to start the pass. Returns false if
    /// another thread is running a pass already: that thread then runs one more pass.
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

    /// <summary>
    /// Marks the start of a pass (an iteration over the subscribers of a topic). Work that arrives after this call causes another pass.
    /// </summary>
    public void Begin() => Volatile.Write(ref _state, Scheduled);

    /// <summary>
    /// Marks the end of a pass (an iteration over the subscribers of a topic). Returns false if work has arrived since the start of the
    /// pass, so that another pass must follow.
    /// </summary>
    public bool TryEnd() => Interlocked.CompareExchange(ref _state, Idle, Scheduled) == Scheduled;
}
