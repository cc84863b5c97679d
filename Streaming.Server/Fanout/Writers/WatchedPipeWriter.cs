using System.IO.Pipelines;
using Streaming.Server.Fanout.Direct;

namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// Writes to a connection, and aborts the connection if the client accepts no bytes for too long (<see cref="WriteWatch"/> measures the
/// time). Used for HTTP/2 responses, and for connections without a <see cref="DirectPipeWriter"/>, which has the same limit.
/// </summary>
internal sealed class WatchedPipeWriter(PipeWriter inner, WriteWatch watch, Action abort) : PipeWriter
{
    private readonly PendingWrite _pending = new(abort);

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        Watch(inner.FlushAsync(cancellationToken));

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        Watch(inner.WriteAsync(source, cancellationToken));

    private ValueTask<FlushResult> Watch(ValueTask<FlushResult> flush) => flush.IsCompleted ? flush : WaitAsync(flush);

    private async ValueTask<FlushResult> WaitAsync(ValueTask<FlushResult> flush)
    {
        watch.Begin(_pending);
        try
        {
            return await flush;
        }
        finally
        {
            watch.End(_pending);
        }
    }
}
