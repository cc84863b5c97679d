namespace Streaming.Server.Fanout.Subscribers;

/// <summary>The readers of a fan-out, in no order. Walked from the last to the first, since who leaves meanwhile is replaced by the last.</summary>
/// <remarks>
/// The kernel uses up the processor's caches with each write, so that everything about the next reader comes from memory again. Asked for together, it comes
/// side by side; asked for one by one, one after another, which made each write dearer by a fifteenth.
/// </remarks>
internal sealed class SubscriberList
{
    private const int AtOnce = 16;

    private readonly List<Subscriber> _readers = [];
    private int _reached;

    public int Count => _readers.Count;

    /// <summary>What was read ahead; kept so that the reading is not optimised away.</summary>
    public long Prefetched { get; private set; }

    public void Add(Subscriber reader)
    {
        reader.Index = _readers.Count;
        _readers.Add(reader);
    }

    /// <summary>Takes a reader out; false if it is not in.</summary>
    public bool Remove(Subscriber reader)
    {
        if (reader.Index < 0)
            return false;
        var last = _readers[^1];
        _readers[reader.Index] = last;
        last.Index = reader.Index;
        _readers.RemoveAt(_readers.Count - 1);
        reader.Index = -1;
        return true;
    }

    /// <summary>Begins a walk.</summary>
    /// <returns>The place of its first reader; -1 if there is none.</returns>
    public int Walk() => (_reached = _readers.Count) - 1;

    /// <summary>The reader that a walk has come to, fetched together with those that come after it.</summary>
    public Subscriber At(int index)
    {
        if (index < _reached)
            Prefetch(index);
        return _readers[index];
    }

    private void Prefetch(int last)
    {
        _reached = Math.Max(0, last + 1 - AtOnce);
        var read = 0L;
        for (var i = _reached; i <= last; i++)
            read += _readers[i].Prefetch();
        Prefetched = read;
    }
}
