using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using CsvHelper;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.Results;

/// <summary>
/// Writes objects of the hosting application as CSV rows to the buffer of a response. If the type of the objects has CsvHelper's attributes
/// or a map, CsvHelper determines the columns. Otherwise each public property is a column.
/// </summary>
internal sealed class CsvRowWriter<T> : IRowWriter<T>
{
    // Each download keeps this buffer in memory while its client does not read, so the buffer is small.
    private const int BufferBytes = 16 * 1024;

    private readonly IBufferWriter<byte> _output;
    private readonly CsvWriter _csv;
    private readonly CsvRecordWriter<T> _record;
    private readonly bool _hasByteOrderMark;

    public CsvRowWriter(IBufferWriter<byte> output, RowOptions options, JsonSerializerOptions json)
    {
        (_output, _hasByteOrderMark) = (output, options.ByteOrderMark);
        // CsvHelper generates code that registers the writers of all types of an assembly. This code is part of the initialization of the
        // assembly, which is run here if it has not run yet.
        RuntimeHelpers.RunModuleConstructor(typeof(T).Module.ModuleHandle);
        _record = CsvRecordWriter.IsRegistered<T>() ? CsvRecordWriter.Create<T>() : new PlainRecordWriter<T>(json);
        var settings = CsvWriterOptions.For<T>() with
        {
            BufferSize = BufferBytes,
            Injection = options.EscapeFormulas ? CsvInjection.Escape : CsvInjection.None,
        };
        var guards = options.EscapeFormulas && settings.Mode == CsvMode.Rfc4180;
        _csv = CsvWriter.Create(
            guards ? new FormulaGuard(output, (byte)settings.Separator) : new BufferStream(output), settings, leaveOpen: true);
    }

    public ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (_hasByteOrderMark)
            _output.Write(Encoding.UTF8.Preamble);
        if (!_csv.Options.HasHeader)
            return ValueTask.CompletedTask;
        _record.WriteHeader(_csv);
        return EndRecordAsync(cancellationToken);
    }

    public ValueTask WriteAsync(T row, CancellationToken cancellationToken)
    {
        if (row is null)
            throw new InvalidOperationException("A row of the sequence is null, which CSV cannot express; leave the row out.");
        _record.Write(_csv, row);
        return EndRecordAsync(cancellationToken);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await _csv.FlushAsync(cancellationToken);

    public ValueTask EndAsync(CancellationToken cancellationToken) => FlushAsync(cancellationToken);

    public async ValueTask DisposeAsync() => await _csv.DisposeAsync();

    private async ValueTask EndRecordAsync(CancellationToken cancellationToken) => await _csv.EndRecordAsync(cancellationToken);
}
