namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Limits the number of things that exist at the same time, such as connections. Each such thing holds one permit of the limiter. A request
/// for a permit never waits: if all permits are held, the request fails at once.
/// </summary>
internal sealed class CapacityLimiter(int limit)
{
    private int _held;

    // One delegate for all permits, because an idle connection may hold a permit.
    private Action? _release;

    /// <summary>The maximum number of permits that can be held at the same time.</summary>
    public int Limit => limit;

    /// <summary>The number of permits of this limiter that are held now.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>
    /// Acquires a permit of this limiter if one is free. The caller must later call <see cref="Release"/> once for the permit.
    /// </summary>
    /// <returns>True if the permit was acquired; false if all permits are held.</returns>
    public bool TryAcquire()
    {
        if (Interlocked.Increment(ref _held) <= limit)
            return true;
        Release();
        return false;
    }

    /// <summary>Acquires a permit of this limiter, and returns an object that releases the permit on dispose.</summary>
    /// <returns>The object that releases the permit when it is disposed; null if all permits are held.</returns>
    public CapacityLease? TryLease() => TryAcquire() ? new CapacityLease(_release ??= Release) : null;

    /// <summary>Releases a permit (the right to have one of the limited things), which <see cref="TryAcquire"/> has acquired.</summary>
    public void Release() => Interlocked.Decrement(ref _held);
}
