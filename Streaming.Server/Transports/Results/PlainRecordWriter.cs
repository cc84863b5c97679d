using System.Text.Json;
using CsvHelper;

namespace Streaming.Server.Transports.Results;

/// <summary>
/// Writes objects as CSV records, with a column for each public property. Used for types for which the library CsvHelper has no writer. If
/// the type is a single value, such as a number or a text, there is one column.
/// </summary>
internal sealed class PlainRecordWriter<T>(JsonSerializerOptions json) : CsvRecordWriter<T>
{
    private static readonly Lazy<PlainColumn<T>[]> s_columns = new(PlainColumns.Of<T>);

    // The columns are determined here, so that a type that cannot be written fails before the first byte of the response.
    private readonly PlainColumn<T>[] _columns = s_columns.Value;

    public override int FieldCount => _columns.Length;

    public override void WriteHeader(CsvWriter writer)
    {
        foreach (var column in _columns)
            WriteColumnName(writer, column.Name);
    }

    public override void Write(CsvWriter writer, T record)
    {
        foreach (var column in _columns)
            column.Write(writer, record, json);
    }
}
