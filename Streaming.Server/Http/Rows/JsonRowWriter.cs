using System.Buffers;
using System.Text.Json;

namespace Streaming.Server.Http.Rows;

/// <summary>Writes rows (messages or other objects) as JSON, with a separator between them, to the buffer of a response.</summary>
/// <param name="layout">The bytes before, between and after the rows.</param>
/// <param name="output">The buffer of the response.</param>
/// <param name="options">The options with which JSON is written. They must not indent the JSON, because each row of NDJSON is one
/// line.</param>
/// <param name="write">A function that writes one row as a JSON value.</param>
internal sealed class JsonRowWriter<T>(
    JsonLayout layout, IBufferWriter<byte> output, JsonWriterOptions options, Action<Utf8JsonWriter, T> write) : IRowWriter<T>
{
    private readonly Utf8JsonWriter _json = new(output, options);
    private bool _hasRows;

    public ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        Write(layout.Start);
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(T row, CancellationToken cancellationToken)
    {
        if (_hasRows)
            Write(layout.Separator);
        _hasRows = true;
        _json.Reset();
        write(_json, row);
        _json.Flush();
        Write(layout.RowEnd);
        return ValueTask.CompletedTask;
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask EndAsync(CancellationToken cancellationToken)
    {
        Write(layout.End);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _json.Reset();
        await _json.DisposeAsync();
    }

    // Writes nothing if there are no bytes. After an empty write to a response, Kestrel (the HTTP server) may provide less memory than the
    // JSON writer requests for the next row, and the JSON writer would then throw an exception.
    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
            output.Write(bytes);
    }
}
