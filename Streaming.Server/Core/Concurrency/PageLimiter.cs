namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Limits how many pages of a log are read and encoded at the same time: first come, first served. A page is taken out of memory before its client is waited for, so
/// that thousands of readers that are behind hold few pages together, and the garbage collector finds little that is alive.
/// </summary>
internal sealed class PageLimiter(int most) : IDisposable
{
    private readonly SemaphoreSlim _permits = new(most);
    private readonly Lock _gate = new();
    private int _held;
    private int _waiting;

    /// <summary>The limit.</summary>
    public int Most => most;

    /// <summary>The most pages that there ever were at once.</summary>
    public int Peak { get; private set; }

    /// <summary>How many pages there are now.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Whether somebody waits for a permit.</summary>
    public bool IsContended => Volatile.Read(ref _waiting) > 0;

    /// <summary>Waits for a permit for one page. Dispose it before the client is waited for.</summary>
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

    /// <summary>The right to have one page in memory.</summary>
    public readonly struct Permit(PageLimiter limiter) : IDisposable
    {
        public void Dispose() => limiter.Release();
    }
}
