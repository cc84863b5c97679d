namespace Streaming.Server.Core.Concurrency;

/// <summary>Holds one permit of a limiter and releases the permit when it is disposed. Further disposals have no effect.</summary>
internal sealed class CapacityLease(Action release) : IDisposable
{
    private Action? _release = release;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
