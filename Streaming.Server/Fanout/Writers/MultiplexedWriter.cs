namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// Writes to a connection that several subscribers share, each for a different topic. While a write is in progress, further bytes wait and
/// are written in the order of their arrival. Each subscriber has at most one waiting write. Frames that belong to no subscriber, such as
/// errors, are limited in their total number of waiting bytes.
/// </summary>
/// <param name="connection">The writer of the connection. No other object may use this writer.</param>
/// <param name="maxWaiting">The maximum number of waiting bytes of frames that belong to no subscriber, such as errors.</param>
/// <param name="watch">Disconnects a client that accepts no bytes of a write whose owner does not limit its time, such as a reply.</param>
internal sealed class MultiplexedWriter(ConnectionWriter connection, int maxWaiting, WriteWatch watch) : ConnectionWriter, IWriteOwner
{
    // The number of bytes that are added to the length of each waiting frame when the frame is counted against the limit. So the limit also
    // limits the number of small frames.
    private const int Overhead = 64;

    private readonly Lock _gate = new();
    private readonly Queue<WaitingWrite> _waiting = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PendingWrite _pending = new(connection.Abort);
    private TaskCompletionSource? _space;
    private IWriteOwner? _current;
    private int _writingBytes;
    private int _waitingBytes;
    private bool _isBusy;
    private bool _isWriting;
    private bool _isFinishing;
    private EarlyResult _earlyResult;

    /// <summary>A task that completes when the last frame has been written to the connection, or the connection is broken.</summary>
    public Task Completion => _ended.Task;

    /// <summary>The number of bytes that the client has not accepted yet: those of the write in progress, and those behind it.</summary>
    public long PendingBytes
    {
        get
        {
            lock (_gate)
                return _writingBytes + _waiting.Sum(static write => (long)write.Bytes.Length);
        }
    }

    public Task Writing { get; set; } = Task.CompletedTask;

    public override bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner)
    {
        lock (_gate)
        {
            if (_isFinishing)
            {
                owner.End();
                return true;
            }

            if (!_isBusy)
                return Write(bytes, owner);
            _waiting.Enqueue(new WaitingWrite(owner, bytes));
            return false;
        }
    }

    /// <summary>
    /// Writes the last bytes of the connection after all waiting bytes. Frames that are passed to this object later are dropped.
    /// </summary>
    /// <returns>Whether the bytes are written, as <see cref="TryWrite"/> returns it.</returns>
    public bool TryWriteLast(ReadOnlyMemory<byte> bytes, IWriteOwner owner)
    {
        lock (_gate)
        {
            var written = TryWrite(bytes, owner);
            _isFinishing = true;
            if (!_isBusy)
                _ended.TrySetResult();
            return written;
        }
    }

    /// <summary>Writes a frame that belongs to the connection and not to a subscriber, such as an error.</summary>
    /// <returns>False if the limit of waiting bytes is reached and the frame is not written. True if the frame is written or waits. Also
    /// true if the connection is ending, although the frame is then dropped.</returns>
    public bool TryControl(byte[] frame)
    {
        lock (_gate)
        {
            if (_isFinishing)
                return true;
            if (_isBusy && _waitingBytes > maxWaiting)
                return false;
            WriteOrWait(frame);
            return true;
        }
    }

    /// <summary>
    /// Returns a task that completes when <see cref="TryControl"/> accepts a frame, or the connection has ended.
    /// </summary>
    public Task WaitForSpaceAsync()
    {
        lock (_gate)
        {
            return _isFinishing || _waitingBytes <= maxWaiting ? Task.CompletedTask
                : (_space ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>
    /// Writes the last frame of the connection after all waiting bytes. Frames that are passed to this object later are dropped, and a
    /// second call of this method does nothing.
    /// </summary>
    public void Finish(byte[] lastFrame)
    {
        lock (_gate)
        {
            if (_isFinishing)
                return;
            if (lastFrame.Length > 0)
                WriteOrWait(lastFrame);
            _isFinishing = true;
            if (!_isBusy)
                _ended.TrySetResult();
        }
    }

    public override long Prefetch() =>
        connection.Prefetch() + (_isBusy ? 1 : 0) + (_gate.IsHeldByCurrentThread ? 1 : 0);

    public override void Abort() => connection.Abort();

    public void End()
    {
        lock (_gate)
            EndAll();
    }

    public void MadeProgress()
    {
        lock (_gate)
        {
            watch.Progress(_pending);
            _current?.MadeProgress();
            NotifyWaitingOfProgress();
        }
    }

    public void Written(bool ended)
    {
        lock (_gate)
        {
            if (_isWriting)
            {
                // The write has ended while the method TryWrite is still running on the same thread. The result is only stored here, and
                // the caller of TryWrite handles it.
                _earlyResult = ended ? EarlyResult.Ended : EarlyResult.Written;
                return;
            }

            var owner = _current;
            (_isBusy, _current, _writingBytes) = (false, null, 0);
            watch.End(_pending);
            owner?.Written(ended);
            if (ended)
                EndAll();
            else
                Drain();
        }
    }

    private void WriteOrWait(byte[] frame)
    {
        if (_isBusy)
        {
            _waitingBytes += frame.Length + Overhead;
            _waiting.Enqueue(new WaitingWrite(Owner: null, frame));
        }
        else
        {
            Write(frame, owner: null);
        }
    }

    // Starts to write bytes to the connection. Returns true if the write has ended already; otherwise the owner of the bytes is notified
    // when it ends.
    private bool Write(ReadOnlyMemory<byte> bytes, IWriteOwner? owner)
    {
        _isWriting = true;
        bool written;
        try
        {
            written = connection.TryWrite(bytes, this);
        }
        finally
        {
            _isWriting = false;
        }

        if (written)
            return true;
        if (_earlyResult == EarlyResult.No)
        {
            (_isBusy, _current, _writingBytes) = (true, owner, bytes.Length);
            if (owner is not { LimitsTime: true })
                watch.Begin(_pending);
            return false;
        }

        var ended = _earlyResult == EarlyResult.Ended;
        _earlyResult = EarlyResult.No;
        if (!ended)
            return true;
        owner?.End();
        EndAll();
        return true;
    }

    private void Drain()
    {
        while (!_isBusy && _waiting.TryDequeue(out var write))
        {
            if (write.Owner is null)
                _waitingBytes -= write.Bytes.Length + Overhead;
            if (Write(write.Bytes, write.Owner))
                write.Owner?.Written(ended: false);
        }

        if (_waitingBytes <= maxWaiting)
            ReportSpace();
        NotifyWaitingOfProgress();
        if (!_isBusy && _isFinishing)
            _ended.TrySetResult();
    }

    private void ReportSpace()
    {
        _space?.TrySetResult();
        _space = null;
    }

    // Bytes of other subscribers wait because a write of one subscriber is in progress. The progress of this write is reported to the
    // waiting subscribers too. Otherwise the server would disconnect them, as if their client accepted no bytes.
    private void NotifyWaitingOfProgress()
    {
        foreach (var write in _waiting)
            write.Owner?.MadeProgress();
    }

    private void EndAll()
    {
        _isFinishing = true;
        ReportSpace();
        watch.End(_pending);
        while (_waiting.TryDequeue(out var write))
            write.Owner?.Written(ended: true);
        _ended.TrySetResult();
    }

    /// <summary>The result of a write that has ended before the method that started the write has returned.</summary>
    private enum EarlyResult
    {
        No,
        Written,
        Ended,
    }

    private readonly record struct WaitingWrite(IWriteOwner? Owner, ReadOnlyMemory<byte> Bytes);
}
