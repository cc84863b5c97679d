using System.IO.Pipelines;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// Reads the bytes that a client sends on a connection, without keeping a thread from other connections. If bytes are always there, as with
/// a client that sends requests without waiting for responses, no read ever waits, and the code that reads would never leave its thread. So
/// after <see cref="MostAtOnce"/> such reads it continues on the thread pool, behind the work that waits there.
/// </summary>
internal sealed class FairPipeReader(PipeReader inner) : PipeReader
{
    /// <summary>The number of reads (or receives) in a row that may complete without waiting.</summary>
    public const int MostAtOnce = 32;

    private int _atOnce;

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = inner.ReadAsync(cancellationToken);
        _atOnce = read.IsCompleted ? _atOnce + 1 : 0;
        if (_atOnce < MostAtOnce)
            return read;
        _atOnce = 0;
        return ContinueOnThreadPoolAsync(read);
    }

    public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

    private static async ValueTask<ReadResult> ContinueOnThreadPoolAsync(ValueTask<ReadResult> read)
    {
        await FairTurn.WaitAsync();
        return await read;
    }
}
