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
        // No time limit is needed here: the fan-out and WriteWatch already limit the time in which a client accepts no data.
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
            // The server has stopped, and the semaphore of the permits is disposed.
        }
    }
}
