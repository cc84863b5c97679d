using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// A request body with a limit for the client's pauses, and for the memory of all bodies together. All code that reads the body reads it
/// through this class, in whichever way (<c>BodyReader</c>, <c>Body</c>, model binding). A body that has already arrived completely is not
/// limited.
/// </summary>
internal sealed class LimitedBody(HttpContext http, PipeReader inner, BodyLimits limits) : PipeReader, IRequestBodyPipeFeature, IIdleWait,
    IDisposable
{
    // The first 4 KB of a body are not counted, because Kestrel (the HTTP server) holds the bytes of one read in memory anyway. The other
    // bytes are counted in steps of 16 KB.
    private const int FreeBytes = 4 * 1024;
    private const int StepBytes = 16 * 1024;

    // The decoder of a compressed body keeps at most as many bytes as it has returned, and not more than its window.
    private const int FreeDecodedBytes = 64 * 1024;

    // The states of a read of the body. The read may complete at the same moment at which the time limit for the client's pause ends. Each
    // of the two events tries to change the state, and the first one decides whether the read succeeds or fails.
    private const int Reading = 0;
    private const int Waiting = 1;
    private const int Ended = 2;

    private readonly AddressKey? _address = limits.AddressOf(http);
    private TimeSpan? _idleBetweenLines;
    private ReadOnlySequence<byte> _read;
    private bool _hasRest;
    private long _consumed;
    private long _held;
    private bool _isRegistered;
    private int _state;

    public PipeReader Reader => this;

    // A body that consists of lines has two time limits: a long one for a pause between two lines, and the usual one for a pause within a
    // line.
    public TimeSpan IdleLimit => _idleBetweenLines is { } between && _consumed > 0 && !_hasRest ? between : limits.Watch.Limit;

    public long WaitingSince { get; private set; }

    /// <summary>
    /// Returns the object that limits the body of a request; null if the request has no body, or the middleware that limits bodies has not
    /// run.
    /// </summary>
    public static LimitedBody? Of(HttpContext http) => http.Features.Get<IRequestBodyPipeFeature>() as LimitedBody;

    /// <summary>
    /// Treats the body as a stream of lines: only the bytes of an incomplete line count as memory, and the client may pause for the given
    /// time between two lines.
    /// </summary>
    public void StreamLines(TimeSpan idleBetweenLines) => _idleBetweenLines = idleBetweenLines;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = inner.ReadAsync(cancellationToken);
        return read.IsCompleted ? TakeAsync(read) : WaitAsync(read);
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!inner.TryRead(out result))
            return false;
        result = Checked(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        var rest = _read.Slice(consumed);
        _consumed += _read.Length - rest.Length;
        (_hasRest, _read) = (!rest.IsEmpty, default);
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    public void EndWait()
    {
        if (!limits.Watch.IsLate(this) || Interlocked.CompareExchange(ref _state, Ended, Waiting) != Waiting)
            return;
        try
        {
            inner.CancelPendingRead();
        }
        catch (ObjectDisposedException)
        {
            // The request has ended at the same moment, so no read must be cancelled.
        }
    }

    /// <summary>Stops counting the bytes of the body as memory. ASP.NET Core calls this method when the request has ended.</summary>
    public void Dispose() => Hold(0);

    // Returns the result of a read that has already completed. This method is async only to return a task; it awaits nothing and allocates
    // no memory.
    private async ValueTask<ReadResult> TakeAsync(ValueTask<ReadResult> read) => Checked(await read);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> read)
    {
        WaitingSince = limits.Watch.Now;
        Volatile.Write(ref _state, Waiting);
        limits.Watch.Begin(this);
        ReadResult result;
        bool isLate;
        try
        {
            result = await read;
        }
        finally
        {
            limits.Watch.End(this);
            isLate = Interlocked.CompareExchange(ref _state, Reading, Waiting) != Waiting;
        }

        if (!isLate)
            return Checked(result);
        inner.AdvanceTo(result.Buffer.Start);
        throw IdleWatch.Refusal("request's body", IdleLimit);
    }

    private ReadResult Checked(ReadResult read)
    {
        _read = read.Buffer;
        if (!read.IsCompleted || _held > 0)
            Hold(read, (_idleBetweenLines is null ? _consumed + read.Buffer.Length : read.Buffer.Length) + DecoderBytes(read));
        return read;
    }

    private int DecoderBytes(ReadResult read) =>
        _consumed + read.Buffer.Length <= FreeDecodedBytes ? 0 : http.Features.Get<BrotliInput>()?.WindowBytes ?? 0;

    private void Hold(ReadResult read, long bytes)
    {
        try
        {
            Hold(bytes);
        }
        catch (RefusalException)
        {
            inner.AdvanceTo(read.Buffer.Start);
            throw;
        }
    }

    private void Hold(long bytes)
    {
        var counted = bytes <= FreeBytes ? 0 : (bytes + StepBytes - 1) / StepBytes * StepBytes;
        if (counted > _held)
        {
            limits.Memory.Add(_address, counted - _held, _held);
            if (!_isRegistered)
                http.Response.RegisterForDispose(this);
            _isRegistered = true;
        }
        else if (counted < _held)
        {
            limits.Memory.Release(_address, _held - counted);
        }

        _held = counted;
    }
}
