using System.IO.Pipelines;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// Reads the bytes that the client sends on a connection. The reader continues after the end of an HTTP request, since the connection may
/// then be handed over to a stream of messages.
/// </summary>
internal sealed class DirectPipeReader(PipeReader inner) : PipeReader
{
    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => inner.ReadAsync(cancellationToken);

    public override bool TryRead(out ReadResult result) => inner.TryRead(out result);
}
