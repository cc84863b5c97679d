using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>The turn of one large answer; it ends when the answer is written, or will never be.</summary>
internal sealed class LargeReply(SemaphoreSlim turns) : IWriteOwner, IDisposable
{
    private int _isOver;

    public Task Writing { get; set; } = Task.CompletedTask;

    public void MadeProgress()
    {
        // How long the connection may take nothing is for its readers and the write watch to say.
    }

    public void Written(bool ended) => Dispose();

    public void End() => Dispose();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0)
            return;
        try
        {
            turns.Release();
        }
        catch (ObjectDisposedException)
        {
            // The server has stopped.
        }
    }
}
