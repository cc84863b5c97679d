using System.Text.Json;
using CsvHelper;

namespace Streaming.Server.Transports.Results;

/// <summary>
/// Writes objects of a type for which the library CsvHelper has no writer as CSV records, with a column for each public property. If the
/// type is a single value, such as a number or a text, there is one column.
/// </summary>
internal sealed class PlainRecordWriter<T>(JsonSerializerOptions json) : CsvRecordWriter<T>
{
    private static readonly Lazy<PlainColumn<T>[]> s_columns = new(PlainColumns.Of<T>);

    public override int FieldCount => s_columns.Value.Length;

    public override void WriteHeader(CsvWriter writer)
    {
        foreach (var column in s_columns.Value)
            WriteColumnName(writer, column.Name);
    }

    public override void Write(CsvWriter writer, T record)
    {
        foreach (var column in s_columns.Value)
            column.Write(writer, record, json);
    }
}
