namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// The slot that a running job handler holds. The number of slots limits how many jobs a worker runs at the same time. The slot becomes
/// free when the handler returns. If the handler does not return after its cancellation, another job may use its slot.
/// </summary>
internal sealed class WorkerSlot(WorkerSlots.Group group, TypeSlots.Counter? ofType)
{
    private const int Taken = 0;
    private const int Replaced = 1;
    private const int Released = 2;

    private int _state;

    /// <summary>Releases the slot (the place for one running job) for another job, although its handler has not returned.</summary>
    /// <returns>
    /// True if the slot (the place for one running job) was released. False if the handler has just returned. Also false if too many other
    /// handlers have lost their slots in this way, because each of them still occupies a thread or memory.
    /// </returns>
    public bool TryReplace()
    {
        if (Interlocked.Increment(ref group.Replaced) > group.MaxReplaced
            || Interlocked.CompareExchange(ref _state, Replaced, Taken) != Taken)
        {
            Interlocked.Decrement(ref group.Replaced);
            return false;
        }

        Free();
        return true;
    }

    /// <summary>
    /// Releases the slot (the place for one running job) after its handler has returned. Further calls have no effect.
    /// </summary>
    public void Release()
    {
        switch (Interlocked.Exchange(ref _state, Released))
        {
            case Replaced:
                Interlocked.Decrement(ref group.Replaced);
                break;
            case Taken:
                Free();
                break;
        }
    }

    private void Free()
    {
        Interlocked.Decrement(ref group.Running);
        ofType?.Release();
    }
}
