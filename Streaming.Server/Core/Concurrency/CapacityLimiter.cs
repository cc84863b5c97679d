namespace Streaming.Server.Core.Concurrency;

/// <summary>Limits how many permits are held at the same time. It refuses at once and never waits.</summary>
internal sealed class CapacityLimiter(int most)
{
    private int _held;

    /// <summary>The number of permits that are held.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Acquires a permit. Call <see cref="Release"/> once for it.</summary>
    /// <returns>False if all permits are held.</returns>
    public bool TryAcquire()
    {
        if (Interlocked.Increment(ref _held) <= most)
            return true;
        Release();
        return false;
    }

    /// <summary>Acquires a permit that is released when its lease is disposed.</summary>
    /// <returns>Null if all permits are held.</returns>
    public CapacityLease? TryLease() => TryAcquire() ? new CapacityLease(Release) : null;

    /// <summary>Releases a permit.</summary>
    public void Release() => Interlocked.Decrement(ref _held);
}
