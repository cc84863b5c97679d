using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Streaming.Server.Http.Rows;
using Streaming.Server.Transports.Sse;

namespace Streaming.Server.Transports.Results;

/// <summary>Writes objects of the hosting application as server-sent events to the buffer of a response.</summary>
/// <param name="output">The buffer of the response.</param>
/// <param name="preamble">The first bytes of the event stream, before the first event.</param>
/// <param name="map">A function that returns the id, the type and the data of the event for an object.</param>
/// <param name="json">The JSON options of the application.</param>
internal sealed class ItemEvents<T>(
    PipeWriter output, byte[] preamble, Func<T, (string? Id, string? Type, object? Data)> map, JsonSerializerOptions json) : IRowWriter<T>
{
    private static readonly SearchValues<char> s_lineEnds = SearchValues.Create('\r', '\n', '\0');

    private readonly ArrayBufferWriter<byte> _data = new();
    private readonly Utf8JsonWriter _json = new(Stream.Null, RowJson.WriterOptions(json));

    public ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        output.Write(preamble);
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(T row, CancellationToken cancellationToken)
    {
        var (id, type, data) = map(row);
        Check(id, "id");
        Check(type, "type");
        if (type is { Length: > 0 })
        {
            output.Write("event: "u8);
            Encoding.UTF8.GetBytes(type, output);
            output.Write("\n"u8);
        }

        SseFormat.WriteData(output, Encode(data));
        if (id is null)
            output.Write("\n"u8);
        else
            SseFormat.WriteEnd(output, id);
        return ValueTask.CompletedTask;
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask EndAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _json.DisposeAsync();

    // Checks that an id or a type contains no line end. A line end would begin another line of the event, which the application did not
    // intend.
    private static void Check(string? value, string name)
    {
        if (value.AsSpan().ContainsAny(s_lineEnds))
            throw new InvalidOperationException($"The {name} of an event contains a line end or a null character; leave it out.");
    }

    private ReadOnlySpan<byte> Encode(object? data)
    {
        _data.ResetWrittenCount();
        if (data is string text)
        {
            Encoding.UTF8.GetBytes(text, _data);
            return _data.WrittenSpan;
        }

        _json.Reset(_data);
        JsonSerializer.Serialize(_json, data, data?.GetType() ?? typeof(object), json);
        _json.Flush();
        return _data.WrittenSpan;
    }
}
