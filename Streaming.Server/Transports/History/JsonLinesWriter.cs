using System.Buffers;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.History;

/// <summary>Writes pages of messages as JSON objects, with a separator between them, into the buffer of a response.</summary>
internal sealed class JsonLinesWriter(JsonLinesFormatter format, IBufferWriter<byte> output) : IHistoryWriter
{
    private readonly Utf8JsonWriter _json = new(output, MessageJson.WriterOptions);
    private bool _any;

    public ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        output.Write(format.Start);
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(IReadOnlyList<Message> page, CancellationToken cancellationToken)
    {
        for (var i = 0; i < page.Count; i++)
        {
            if (_any)
                output.Write(format.Separator);
            _any = true;
            _json.Reset();
            MessageJson.Write(_json, page[i]);
            _json.Flush();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask EndAsync(CancellationToken cancellationToken)
    {
        output.Write(format.End(_any));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _json.Reset();
        await _json.DisposeAsync();
    }
}
