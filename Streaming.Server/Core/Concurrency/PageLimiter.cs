namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Limits the number of log pages that are read and encoded at the same time, in the order of the requests. The permit is released before
/// the connection is awaited, so
/// that thousands of slow subscribers together hold few pages in memory.
/// </summary>
internal sealed class PageLimiter(int most) : IDisposable
{
    private readonly SemaphoreSlim _permits = new(most);
    private readonly Lock _gate = new();
    private int _held;
    private int _waiting;

    /// <summary>The limit.</summary>
    public int Most => most;

    /// <summary>The highest number of pages at one time so far.</summary>
    public int Peak { get; private set; }

    /// <summary>The current number of pages.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Whether a caller waits for a permit.</summary>
    public bool IsContended => Volatile.Read(ref _waiting) > 0;

    /// <summary>Waits for a permit for one page. Dispose it before awaiting the client.</summary>
    public async ValueTask<Permit> TakeAsync(CancellationToken cancellationToken)
    {
        if (!_permits.Wait(0, CancellationToken.None))
            await WaitAsync(cancellationToken);
        lock (_gate)
            Peak = Math.Max(Peak, ++_held);
        return new Permit(this);
    }

    public void Dispose() => _permits.Dispose();

    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await _permits.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private void Release()
    {
        lock (_gate)
            _held--;
        _permits.Release();
    }

    /// <summary>Permits one page in memory. Dispose it to release the permit.</summary>
    public readonly struct Permit(PageLimiter limiter) : IDisposable
    {
        public void Dispose() => limiter.Release();
    }
}
