using System.Buffers;
using System.IO.Pipelines;
using Streaming.Server.Access.Connections;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.Sse;

/// <summary>Writes messages of any sequence as server-sent events to the buffer of a response.</summary>
internal sealed class MessageEvents : IRowWriter<Message>
{
    private readonly PipeWriter _output;
    private readonly ConnectionMetrics _metrics;
    private readonly EventIds _ids;
    private readonly CaughtUpEvents _caughtUp;
    private readonly byte[] _preamble;

    /// <param name="messages">The sequence of messages. No message has been requested from it yet, because the first event id is the
    /// position before all of them.</param>
    /// <param name="output">The buffer of the response.</param>
    /// <param name="options">The options of server-sent events.</param>
    /// <param name="metrics">The metrics in which each event is counted.</param>
    public MessageEvents(IAsyncEnumerable<Message> messages, PipeWriter output, SseOptions options, ConnectionMetrics metrics)
    {
        (_output, _metrics) = (output, metrics);
        _ids = new EventIds(messages as Subscription);
        _caughtUp = new CaughtUpEvents(messages as Subscription);
        _preamble = SsePreamble.Of(options, _ids.Start);
    }

    public ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        _output.Write(_preamble);
        _caughtUp.WriteFirst(_output);
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(Message row, CancellationToken cancellationToken)
    {
        if (_ids.IsComposite)
        {
            _output.Write(row.Frame(SseFormat.Body));
            SseFormat.WriteEnd(_output, _ids.After(row));
        }
        else
        {
            _output.Write(row.Frame(SseFormat.Event));
        }

        _metrics.Delivered(ConnectionTransports.Sse, 1);
        if (row.Type == MessageType.Gap)
            _metrics.Gap(ConnectionTransports.Sse);
        _caughtUp.WriteAfter(row, _output);
        return ValueTask.CompletedTask;
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask EndAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
