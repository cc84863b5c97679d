using System.Buffers;
using System.IO.Pipelines;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout;

namespace Streaming.Server.Transports.Sse;

/// <summary>
/// Writes messages from any source to one client as server-sent events. Sends the written events whenever no further message is ready. If
/// no message arrives during <see cref="SseOptions.Heartbeat"/>, writes a heartbeat (a comment, which clients ignore).
/// </summary>
internal sealed class SseWriter : IAsyncDisposable
{
    // The approximate number of bytes that the server keeps in memory for a stream whose client accepts no data. Beyond this number,
    // writing waits.
    private const int FlushBytes = 32 * 1024;

    private readonly HttpContext _http;
    private readonly PipeWriter _output;
    private readonly SseOptions _options;
    private readonly TimeProvider _time;
    private readonly ConnectionMetrics _metrics;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private ITimer? _timer;
    private Task _heartbeat = Task.CompletedTask;
    private bool _isIdle;

    public SseWriter(HttpContext http, SseOptions options, TimeProvider time, ConnectionMetrics metrics)
    {
        _http = http;
        _output = http.Response.BodyWriter;
        _options = options;
        _time = time;
        _metrics = metrics;
    }

    /// <summary>Whether the client has disconnected, or the server disconnected the client because it accepted no data.</summary>
    public bool IsClientDisconnected { get; private set; }

    /// <summary>
    /// Writes events until the sequence of messages ends, the client's token expires, or the stream is cancelled. If the token expires, the
    /// last event reports it.
    /// </summary>
    public async Task RunAsync(IAsyncEnumerable<Message> messages, CancellationToken expired, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(messages, cancellationToken);
        }
        catch (OperationCanceledException) when (expired.IsCancellationRequested && !_http.RequestAborted.IsCancellationRequested)
        {
            _output.Write(SseProtocols.ExpiredEvent);
            await FlushAsync(_http.RequestAborted);
        }
    }

    private async Task RunAsync(IAsyncEnumerable<Message> messages, CancellationToken cancellationToken)
    {
        var ids = new EventIds(messages as Subscription);
        var caughtUp = new CaughtUpEvents(messages as Subscription);
        await _writing.WaitAsync(CancellationToken.None);
        _output.Write(SsePreamble.Of(_options, ids));
        caughtUp.WriteFirst(_output);
        await FlushAsync(cancellationToken);
        _timer = _time.CreateTimer(static writer => ((SseWriter)writer!).SendHeartbeat(), this, _options.Heartbeat, _options.Heartbeat);

        await using var sequence = messages.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var next = sequence.MoveNextAsync();
            var more = next.IsCompletedSuccessfully ? await next : await WaitAsync(next, cancellationToken);
            if (!more)
                break;
            Write(sequence.Current, ids);
            caughtUp.WriteAfter(sequence.Current, _output);
            if (_output.UnflushedBytes > FlushBytes)
                await FlushAsync(cancellationToken);
        }

        await FlushAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
            await _timer.DisposeAsync();
        // A heartbeat may start after the end of the stream. It then writes nothing, because it waits for a semaphore that is never
        // released again. The semaphore has no resources that must be disposed.
        await _heartbeat;
    }

    // Sends the written events and waits for the next message. During the wait, heartbeats may be written.
    private async ValueTask<bool> WaitAsync(ValueTask<bool> next, CancellationToken cancellationToken)
    {
        if (_output.UnflushedBytes > 0)
            await FlushAsync(cancellationToken);
        _writing.Release();
        try
        {
            return await next;
        }
        finally
        {
            await _writing.WaitAsync(CancellationToken.None);
        }
    }

    private void Write(Message message, EventIds ids)
    {
        _isIdle = false;
        if (ids.IsComposite)
        {
            _output.Write(message.Frame(SseFormat.Body));
            SseFormat.WriteEnd(_output, ids.After(message));
        }
        else
        {
            _output.Write(message.Frame(SseFormat.Event));
        }

        _metrics.Delivered("sse", 1);
        if (message.Type == MessageType.Gap)
            _metrics.Gap("sse");
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        // This write needs no time limit. WriteWatch observes the writes of all responses, and disconnects a client that accepts no data.
        var result = await _output.FlushAsync(cancellationToken);
        if (!result.IsCompleted)
            return;
        IsClientDisconnected = true;
        throw new OperationCanceledException("The client has disconnected.", new CancellationToken(canceled: true));
    }

    private void SendHeartbeat()
    {
        // A heartbeat is needed only on a stream without events. So no heartbeat is written if an event was written since the previous
        // heartbeat, or is being written now.
        if (!_isIdle)
            _isIdle = true;
        else if (_writing.Wait(0, CancellationToken.None))
            _heartbeat = SendHeartbeatAsync();
    }

    private async Task SendHeartbeatAsync()
    {
        try
        {
            _output.Write(SseProtocols.Heartbeat);
            await FlushAsync(_http.RequestAborted);
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
