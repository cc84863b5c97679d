namespace Streaming.Server.Jobs.Worker;

/// <summary>The place of one handler. It is free when the handler has really returned, or was replaced.</summary>
internal sealed class WorkerSlot(WorkerSlots.Lane lane)
{
    private const int Taken = 0;
    private const int Replaced = 1;
    private const int GivenBack = 2;

    private int _state;

    /// <summary>Frees the place although its handler has not returned.</summary>
    /// <returns>False if too many are replaced already: each still has its thread or memory. False, too, if it has returned just now.</returns>
    public bool TryReplace()
    {
        if (Interlocked.Increment(ref lane.Replaced) > lane.MostReplaced || Interlocked.CompareExchange(ref _state, Replaced, Taken) != Taken)
        {
            Interlocked.Decrement(ref lane.Replaced);
            return false;
        }

        Interlocked.Decrement(ref lane.Running);
        return true;
    }

    /// <summary>The handler has returned.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _state, GivenBack) == Replaced)
            Interlocked.Decrement(ref lane.Replaced);
        else
            Interlocked.Decrement(ref lane.Running);
    }
}
