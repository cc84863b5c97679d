namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// The way out of a connection that several readers share, each of which reads another topic. Who finds it free writes at once; the bytes
/// of the others
/// wait for their turn, first come, first served. A reader waits with at most one run of bytes, and frames of the connection's own are
/// bounded too.
/// </summary>
/// <param name="connection">The connection's own outlet, used by nobody else.</param>
/// <param name="maxWaiting">How many bytes of the connection's own frames may wait.</param>
internal sealed class MultiplexedWriter(ConnectionWriter connection, int maxWaiting) : ConnectionWriter, IWriteOwner
{
    // What a waiting frame costs beside its bytes, so that the bound holds for many small ones too.
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

    /// <summary>Ends when the last frame is written, or the connection takes nothing more.</summary>
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

    /// <summary>Writes a frame of the connection's own.</summary>
    /// <returns>False if too much of them waits already. True, too, when the connection ends: nobody misses the frame.</returns>
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

    /// <summary>Writes a last frame after all that waits, and nothing after it. Does nothing the second time.</summary>
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
                // On the thread that writes, before its call has returned.
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

    // False if the owner hears of the end later.
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

    // Who waits for others is not the one that takes nothing.
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

    /// <summary>Whether a write has ended before the call that began it has returned.</summary>
    private enum Early
    {
        No,
        Written,
        Ended,
    }

    private readonly record struct Turn(IWriteOwner? Owner, ReadOnlyMemory<byte> Bytes);
}
