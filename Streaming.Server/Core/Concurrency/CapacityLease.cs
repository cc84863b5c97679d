namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Holds one permit of a limiter (an object that limits how many things exist at the same time). The permit is released when this object is
/// disposed. Disposing it again has no effect.
/// </summary>
internal sealed class CapacityLease(Action release) : IDisposable
{
    private Action? _release = release;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
