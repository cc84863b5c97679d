namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Limits the number of log pages (groups of messages that are read from the store together) in memory. Code that reads a page waits for a
/// permit, reads and encodes the page, and releases the permit before it waits for its client. So thousands of slow subscribers together
/// hold few pages in memory. Permits are granted in the order of the requests.
/// </summary>
internal sealed class PageLimiter(int limit) : IDisposable
{
    private readonly SemaphoreSlim _permits = new(limit);
    private readonly Lock _gate = new();
    private int _held;
    private int _waiting;

    /// <summary>The maximum number of log pages that may be in memory at the same time.</summary>
    public int Limit => limit;

    /// <summary>The highest number of log pages that were in memory at the same time since the process started.</summary>
    public int Peak { get; private set; }

    /// <summary>The number of log pages that are in memory now.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>
    /// Whether at least one reader waits for a permit to read a log page (a group of messages that are read from the store together).
    /// </summary>
    public bool IsContended => Volatile.Read(ref _waiting) > 0;

    /// <summary>
    /// Waits for a permit to read one log page (a group of messages that are read from the store together). The caller must dispose the
    /// permit before it waits for its client.
    /// </summary>
    public async ValueTask<Permit> AcquireAsync(CancellationToken cancellationToken)
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

    /// <summary>
    /// The permit to hold one log page (a group of messages that were read from the store together) in memory. The permit is released when
    /// this object is disposed.
    /// </summary>
    public readonly struct Permit(PageLimiter limiter) : IDisposable
    {
        public void Dispose() => limiter.Release();
    }
}
