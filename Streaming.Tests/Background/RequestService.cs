namespace Streaming.Tests.Background;

/// <summary>A scoped service, such as a database context.</summary>
public sealed class RequestService : IDisposable
{
    public bool IsDisposed { get; private set; }

    public void Use(IServiceProvider services, CancellationToken cancellation) => IsDisposed = false;

    public void Dispose() => IsDisposed = true;
}
