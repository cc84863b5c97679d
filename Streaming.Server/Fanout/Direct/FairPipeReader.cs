using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// Reads the bytes that a client sends on a connection, without keeping a thread from other connections. If bytes are always there, as with
/// a client that sends requests without waiting for responses, no read ever waits, and the code that reads would never leave its thread. So
/// after <see cref="MostAtOnce"/> such reads it continues on the thread pool, behind the work that waits there.
/// </summary>
internal sealed class FairPipeReader(PipeReader inner) : PipeReader, IValueTaskSource<ReadResult>, IThreadPoolWorkItem
{
    /// <summary>The number of reads (or receives) in a row that may complete without waiting.</summary>
    public const int MostAtOnce = 32;

    private int _atOnce;

    // The result of a read that must wait for its turn.
    private ReadResult _result;
    private ManualResetValueTaskSourceCore<ReadResult> _turn;

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = inner.ReadAsync(cancellationToken);
        _atOnce = read.IsCompletedSuccessfully ? _atOnce + 1 : 0;
        if (_atOnce < MostAtOnce)
            return read;
        _atOnce = 0;
#pragma warning disable RS0030 // The read is completed.
        _result = read.Result;
#pragma warning restore RS0030
        _turn.Reset();
        return new ValueTask<ReadResult>(this, _turn.Version);
    }

    public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _turn.GetStatus(token);

    // The turn comes only after the reader has begun to wait for it. So the reader leaves its thread, even if the pool is faster.
    void IValueTaskSource<ReadResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _turn.OnCompleted(continuation, state, token, flags);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _turn.GetResult(token);

    void IThreadPoolWorkItem.Execute()
    {
        var result = _result;
        _result = default;
        _turn.SetResult(result);
    }
}
