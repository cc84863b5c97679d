using System.IO.Pipelines;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// Reads the bytes that the client sends on a connection. When HTTP ends on the connection, this reader stays usable, because a stream of
/// messages may take over the connection.
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
