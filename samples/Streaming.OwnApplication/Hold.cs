namespace Streaming.OwnApplication;

/// <summary>Blocks the threads of requests, until the test that has blocked them releases them.</summary>
internal sealed class Hold : IDisposable
{
    private readonly ManualResetEventSlim _released = new(initialState: false);
    private int _count;

    /// <summary>The number of threads that are blocked now.</summary>
    public int Count => Volatile.Read(ref _count);

    public string Wait()
    {
        Interlocked.Increment(ref _count);
        _released.Wait();
        return "Released.";
    }

    public string Release()
    {
        _released.Set();
        return "Released.";
    }

    public void Dispose() => _released.Dispose();
}
