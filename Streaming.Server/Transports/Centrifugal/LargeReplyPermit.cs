using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Holds the permit to create and send one large reply. The permit is released when the reply is written or the connection has ended.
/// </summary>
internal sealed class LargeReplyPermit(SemaphoreSlim permits) : IWriteOwner, IDisposable
{
    private int _isOver;

    public Task Writing { get; set; } = Task.CompletedTask;

    /// <summary>False: the writer of the connection disconnects a client that accepts no bytes, which ends the write.</summary>
    public bool LimitsTime => false;

    public void MadeProgress()
    {
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
            // The semaphore of the permits is disposed, because the server has stopped. So no permit needs to be released.
        }
    }
}
