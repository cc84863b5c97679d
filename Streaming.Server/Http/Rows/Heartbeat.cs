using System.Buffers;
using System.IO.Pipelines;

namespace Streaming.Server.Http.Rows;

/// <summary>
/// Writes a comment (which clients ignore) on an event stream without events, so that proxies do not close the stream as idle. A comment is
/// written only while the writer of the stream waits for its next event. So two writers never write to the response at the same time.
/// </summary>
internal sealed class Heartbeat : IAsyncDisposable
{
    private readonly HttpContext _http;
    private readonly PipeWriter _output;
    private readonly ReadOnlyMemory<byte> _comment;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;

    // The right to write to the response. The writer of the stream holds this right at the beginning, and releases it while the writer
    // waits for its next event.
    private readonly SemaphoreSlim _writing = new(0, 1);
    private ITimer? _timer;
    private Task _pending = Task.CompletedTask;
    private bool _isIdle;

    /// <param name="http">The request whose response is the event stream.</param>
    /// <param name="comment">The bytes of the comment.</param>
    /// <param name="interval">The time without an event after which a comment is written.</param>
    /// <param name="time">The clock that measures the interval.</param>
    public Heartbeat(HttpContext http, ReadOnlyMemory<byte> comment, TimeSpan interval, TimeProvider time)
    {
        (_http, _output, _comment, _interval, _time) = (http, http.Response.BodyWriter, comment, interval, time);
    }

    /// <summary>Reports that an event was written, so that the next comment (which keeps an idle stream open) is due later.</summary>
    public void Postpone() => _isIdle = false;

    /// <summary>Allows comments (which keep an idle stream open), while the writer of the stream waits for its next event.</summary>
    public void Allow()
    {
        _timer ??= _time.CreateTimer(static heartbeat => ((Heartbeat)heartbeat!).Beat(), this, _interval, _interval);
        _writing.Release();
    }

    /// <summary>
    /// Forbids comments (which keep an idle stream open), and waits until a comment that is being sent was accepted by the client.
    /// </summary>
    public Task ForbidAsync() => _writing.WaitAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
            await _timer.DisposeAsync();
        // The timer may fire once more after the end of the stream. It then writes nothing, because the semaphore that it needs is never
        // released again. The semaphore has no resources that must be disposed.
        await _pending;
    }

    private void Beat()
    {
        // No comment is written if an event was written since the timer last fired, or is being written now.
        if (!_isIdle)
            _isIdle = true;
        else if (_writing.Wait(0, CancellationToken.None))
            _pending = WriteAsync();
    }

    private async Task WriteAsync()
    {
        try
        {
            _output.Write(_comment.Span);
            await _output.SendAsync(_http.RequestAborted);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            _http.Abort();
        }
        finally
        {
            _writing.Release();
        }
    }
}
