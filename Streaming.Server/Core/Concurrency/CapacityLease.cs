namespace Streaming.Server.Core.Concurrency;

/// <summary>Holds one permit of a capacity limiter, and releases it once, however often it is disposed.</summary>
internal sealed class CapacityLease(Action release) : IDisposable
{
    private Action? _release = release;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
