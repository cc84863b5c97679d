namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Holds one permit of a limiter (an object that limits how many things exist at the same time), and releases the permit on dispose.
/// Further calls of dispose have no effect.
/// </summary>
internal sealed class CapacityLease(Action release) : IDisposable
{
    private Action? _release = release;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
