using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Holds the permit to create and send one large reply. The permit is released when the reply is written or the connection has ended.
/// </summary>
internal sealed class LargeReplyPermit(SemaphoreSlim permits) : IWriteOwner, IDisposable
{
    private int _isOver;

    public Task Writing { get; set; } = Task.CompletedTask;

    public void MadeProgress()
    {
        // The wait until the reply is written has no time limit of its own: the fan-out and WriteWatch disconnect a client that accepts no
        // data for too long.
    }

    public void Written(bool ended) => Dispose();

    public void End() => Dispose();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0)
            return;
        try
        {
            permits.Release();
        }
        catch (ObjectDisposedException)
        {
            // The semaphore of the permits is disposed, since the server has stopped. Nothing must be released.
        }
    }
}
