using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// The output of a connection, to which Kestrel (the HTTP server) writes. A flush sends the bytes immediately, on the calling thread, and
/// an idle connection holds no buffer. When a flush has completed, the operating system has all bytes. A stream of messages can therefore
/// write directly to the socket after a flush.
/// </summary>
internal sealed class DirectPipeWriter(DirectConnection connection, WriteWatch watch) : PipeWriter
{
    private const int SmallestBuffer = 4 * 1024;

    // A buffer that contains at least this number of bytes is sent before Kestrel flushes it. Copying its bytes to a larger buffer would
    // cost more time.
    private const int LargeBuffer = 64 * 1024;

    private readonly PendingWrite _pending = new(connection.Abort);
    private byte[] _buffer = [];
    private int _length;
    private Task _sending = Task.CompletedTask;
    private TaskCompletionSource? _cancelFlush;
    private volatile bool _broken;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _length;

    public override void Advance(int bytes) => _length += bytes;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_buffer.Length - _length < Math.Max(sizeHint, 1))
        {
            SendLargeBuffer();
            if (_buffer.Length - _length < Math.Max(sizeHint, 1))
                Grow(sizeHint);
        }

        return _buffer.AsMemory(_length);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var sent = 0;
        if (_length > 0 && _sending.IsCompleted)
        {
            sent = connection.TrySend(_buffer.AsSpan(0, _length));
            if (sent == _length)
            {
                _length = 0;
                ReturnBuffer(Interlocked.Exchange(ref _buffer, []));
                return new ValueTask<FlushResult>(new FlushResult(isCanceled: false, _broken));
            }
        }

        if (_length > 0)
        {
            _sending = SendAsync(_sending, _buffer, sent, _length);
            (_buffer, _length) = ([], 0);
        }

        return _sending.IsCompleted
            ? new ValueTask<FlushResult>(new FlushResult(isCanceled: false, _broken))
            : WaitAsync(_sending, cancellationToken);
    }

    public override void CancelPendingFlush() => _cancelFlush?.TrySetResult();

    public override void Complete(Exception? exception = null)
    {
        // The end of HTTP does not close the connection, since a stream of messages may take it over. Bytes that were not flushed are
        // dropped: Kestrel flushes all bytes that it wants to send.
        _length = 0;
        ReturnBuffer(Interlocked.Exchange(ref _buffer, []));
    }

    /// <summary>Returns a task that completes when all flushed bytes are sent to the socket.</summary>
    public Task DrainAsync() => _sending;

    private async ValueTask<FlushResult> WaitAsync(Task sending, CancellationToken cancellationToken)
    {
        var cancelFlush = _cancelFlush = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await Task.WhenAny(sending, cancelFlush.Task).WaitAsync(cancellationToken);
            return new FlushResult(isCanceled: !sending.IsCompleted, _broken);
        }
        finally
        {
            _cancelFlush = null;
        }
    }

    private async Task SendAsync(Task before, byte[] buffer, int from, int to)
    {
        await before;
        watch.Begin(_pending);
        try
        {
            while (from < to && !_broken)
            {
                from += await connection.SendSomeAsync(buffer.AsMemory(from, to - from));
                watch.Progress(_pending);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The connection is broken. The next flush reports this in its result (IsCompleted) and does not throw an exception.
            _broken = true;
        }
        finally
        {
            watch.End(_pending);
            ReturnBuffer(buffer);
        }
    }

    private void SendLargeBuffer()
    {
        if (_length < LargeBuffer || !_sending.IsCompleted)
            return;
        var sent = connection.TrySend(_buffer.AsSpan(0, _length));
        _buffer.AsSpan(sent, _length - sent).CopyTo(_buffer);
        _length -= sent;
    }

    private void Grow(int sizeHint)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestBuffer, Math.Max(_length + sizeHint, _buffer.Length * 2)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ReturnBuffer(_buffer);
        _buffer = larger;
    }

    private static void ReturnBuffer(byte[] buffer)
    {
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
