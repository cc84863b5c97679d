using System.IO.Pipelines;
using System.Text.Json;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.Results;

/// <summary>Creates the objects that encode the rows (objects of the hosting application) of a response.</summary>
internal static class RowWriters
{
    /// <summary>Creates the object that encodes rows in one format.</summary>
    /// <param name="format">The format: JSON, NDJSON or CSV.</param>
    /// <param name="output">The buffer of the response.</param>
    /// <param name="options">The options of the response, such as the name of the file.</param>
    /// <param name="json">The JSON options of the application.</param>
    public static IRowWriter<T> Create<T>(RowFormat format, PipeWriter output, RowOptions options, JsonSerializerOptions json) =>
        format == RowFormat.Csv
            ? new CsvRowWriter<T>(output, options, json)
            : new JsonRowWriter<T>(
                format == RowFormat.Ndjson ? JsonLayout.Lines : JsonLayout.Array, output, RowJson.WriterOptions(json),
                RowJson.Writer<T>(json));
}
