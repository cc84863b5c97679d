namespace Streaming.LoadTest.Runs;

/// <summary>
/// Holds the progress of a run. The thread that executes the run writes it, and the thread that updates the display reads it.
/// </summary>
internal sealed class RunProgress
{
    private volatile string _phase = "starting";
    private int _open, _failed;
    private long _published, _delivered, _bytes;

    public string Phase
    {
        get => _phase;
        set => _phase = value;
    }

    public int Open => Volatile.Read(ref _open);
    public int Failed => Volatile.Read(ref _failed);
    public long Published => Interlocked.Read(ref _published);
    public long Delivered => Interlocked.Read(ref _delivered);
    public long Bytes => Interlocked.Read(ref _bytes);

    public void Set(int open, int failed, long published, long delivered, long bytes)
    {
        Volatile.Write(ref _open, open);
        Volatile.Write(ref _failed, failed);
        Interlocked.Exchange(ref _published, published);
        Interlocked.Exchange(ref _delivered, delivered);
        Interlocked.Exchange(ref _bytes, bytes);
    }
}
