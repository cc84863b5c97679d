using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Streaming.Server.Messages;

namespace Streaming.Server.History;

/// <summary>History as JSON messages with something between them.</summary>
internal abstract class JsonLinesFormatter(string mediaType, string? extension) : HistoryOutputFormatter(mediaType, extension)
{
    private const int FlushBytes = 16 * 1024;

    protected abstract ReadOnlySpan<byte> Open { get; }

    protected abstract ReadOnlySpan<byte> Between { get; }

    protected abstract ReadOnlySpan<byte> Close(bool any);

    protected override async Task WriteAsync(IAsyncEnumerable<Message> messages, HttpResponse response, CancellationToken cancellationToken)
    {
        var output = response.BodyWriter;
        output.Write(Open);
        await output.FlushAsync(cancellationToken);
        await using var json = new Utf8JsonWriter(output, MessageJson.WriterOptions);
        var any = false;
        long unflushed = 0;
        await foreach (var message in messages.WithCancellation(cancellationToken))
        {
            unflushed += Write(output, json, message, any);
            any = true;
            if (unflushed < FlushBytes)
                continue;
            await output.FlushAsync(cancellationToken);
            unflushed = 0;
        }

        output.Write(Close(any));
        await output.FlushAsync(cancellationToken);
    }

    private long Write(PipeWriter output, Utf8JsonWriter json, Message message, bool any)
    {
        if (any)
            output.Write(Between);
        json.Reset();
        MessageJson.Write(json, message);
        json.Flush();
        return json.BytesCommitted;
    }
}
