namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// Writes to a connection that several subscribers share, each for a different topic. If no write is in progress, bytes are written
/// immediately; otherwise they wait in the order in which they arrived. A subscriber has at most one waiting write, and the bytes of the
/// connection's own waiting frames are limited.
/// </summary>
/// <param name="connection">The writer of the connection, which no other object may use.</param>
/// <param name="maxWaiting">The maximum number of bytes of the connection's own frames that may wait.</param>
internal sealed class MultiplexedWriter(ConnectionWriter connection, int maxWaiting) : ConnectionWriter, IWriteOwner
{
    // The memory in bytes that a waiting frame needs in addition to its content, so that the limit also bounds many small frames.
    private const int Overhead = 64;

    private readonly Lock _gate = new();
    private readonly Queue<Turn> _waiting = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IWriteOwner? _current;
    private int _waitingBytes;
    private bool _isBusy;
    private bool _isWriting;
    private bool _isFinishing;
    private Early _early;

    /// <summary>A task that completes when the last frame has been written, or the connection is broken.</summary>
    public Task Completion => _ended.Task;

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
            _waiting.Enqueue(new Turn(owner, bytes));
            return false;
        }
    }

    /// <summary>Writes a frame of the connection itself, such as an error, which belongs to no subscriber.</summary>
    /// <returns>False if too many bytes of such frames are waiting already. True if the frame is written or waits, or if the connection is
    /// ending and drops it.</returns>
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
    /// Writes a last frame to the connection after all waiting bytes. Nothing can be written after it, and a second call does nothing.
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
                // The connection's writer calls this method before its method TryWrite returns, on the same thread. The result is stored
                // for the caller.
                _early = ended ? Early.Ended : Early.Written;
                return;
            }

            var owner = _current;
            (_isBusy, _current) = (false, null);
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
            _waiting.Enqueue(new Turn(Owner: null, frame));
        }
        else
        {
            Write(frame, owner: null);
        }
    }

    // Returns whether the bytes are written; if not, the owner is notified when the write ends.
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
        if (_early == Early.No)
        {
            (_isBusy, _current) = (true, owner);
            return false;
        }

        var ended = _early == Early.Ended;
        _early = Early.No;
        if (!ended)
            return true;
        owner?.End();
        EndAll();
        return true;
    }

    private void Drain()
    {
        while (!_isBusy && _waiting.TryDequeue(out var turn))
        {
            if (turn.Owner is null)
                _waitingBytes -= turn.Bytes.Length + Overhead;
            if (Write(turn.Bytes, turn.Owner))
                turn.Owner?.Written(ended: false);
        }

        NotifyWaitingOfProgress();
        if (!_isBusy && _isFinishing)
            _ended.TrySetResult();
    }

    // Reports progress to the subscribers that wait for others: they must not time out as if their client accepted no bytes.
    private void NotifyWaitingOfProgress()
    {
        foreach (var turn in _waiting)
            turn.Owner?.MadeProgress();
    }

    private void EndAll()
    {
        _isFinishing = true;
        while (_waiting.TryDequeue(out var turn))
            turn.Owner?.Written(ended: true);
        _ended.TrySetResult();
    }

    /// <summary>Whether and how a write ended before the call that started it returned.</summary>
    private enum Early
    {
        No,
        Written,
        Ended,
    }

    private readonly record struct Turn(IWriteOwner? Owner, ReadOnlyMemory<byte> Bytes);
}
