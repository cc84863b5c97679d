namespace Streaming.Tests.Jobs;

public sealed class ProbeScope : IDisposable
{
    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;
}
