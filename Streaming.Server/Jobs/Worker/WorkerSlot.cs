namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// The slot of one running job handler. The slot is free again when the handler has returned, or when another job has replaced a handler
/// that does not return.
/// </summary>
internal sealed class WorkerSlot(WorkerSlots.Group group)
{
    private const int Taken = 0;
    private const int Replaced = 1;
    private const int Released = 2;

    private int _state;

    /// <summary>Releases the slot for another job although its handler has not returned.</summary>
    /// <returns>False if too many handlers were replaced already, since each of them still holds a thread or memory, or if the handler has
    /// just returned.</returns>
    public bool TryReplace()
    {
        if (Interlocked.Increment(ref group.Replaced) > group.MaxReplaced
            || Interlocked.CompareExchange(ref _state, Replaced, Taken) != Taken)
        {
            Interlocked.Decrement(ref group.Replaced);
            return false;
        }

        Interlocked.Decrement(ref group.Running);
        return true;
    }

    /// <summary>Releases the slot after its handler has returned.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _state, Released) == Replaced)
            Interlocked.Decrement(ref group.Replaced);
        else
            Interlocked.Decrement(ref group.Running);
    }
}
