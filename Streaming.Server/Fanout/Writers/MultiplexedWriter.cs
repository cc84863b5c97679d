namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// The writer of a connection that several subscribers share, each of a different topic. If no write is in progress, bytes are written at
/// once; otherwise they wait in the order of arrival. A subscriber has at most one write waiting, and the bytes of the connection's own
/// frames are limited.
/// </summary>
/// <param name="connection">The writer of the connection, which no other object uses.</param>
/// <param name="maxWaiting">The maximum number of waiting bytes of the connection's own frames.</param>
internal sealed class MultiplexedWriter(ConnectionWriter connection, int maxWaiting) : ConnectionWriter, IWriteOwner
{
    // The memory of a waiting frame in addition to its bytes, so that the limit also holds for many small frames.
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

    /// <summary>Completes when the last frame is written, or the connection is broken.</summary>
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

    /// <summary>Writes a frame of the connection itself.</summary>
    /// <returns>False if too many bytes of such frames are waiting already. True also if the connection is ending, since the frame no
    /// longer matters.</returns>
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

    /// <summary>Writes a last frame after everything that waits, and nothing after it. A second call does nothing.</summary>
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
                // Called on the writing thread, before the call of TryWrite has returned.
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

    // Returns false if the owner is notified later.
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

    // A subscriber that waits for others must not time out as if its client accepted no bytes.
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

    /// <summary>Whether a write ended before the call that began it returned.</summary>
    private enum Early
    {
        No,
        Written,
        Ended,
    }

    private readonly record struct Turn(IWriteOwner? Owner, ReadOnlyMemory<byte> Bytes);
}
