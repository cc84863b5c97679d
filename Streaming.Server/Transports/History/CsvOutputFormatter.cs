using Streaming.Server.Core.Csv;
using Streaming.Server.Core.Messages;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.History;

/// <summary>Writes the messages of a topic as a CSV file to the response.</summary>
internal sealed class CsvOutputFormatter() : HistoryOutputFormatter(RowFormat.Csv)
{
    /// <summary>
    /// Stores the CSV format that a request selects (columns, escaping, byte order mark) together with the request. The format is read from
    /// there when the response is written.
    /// </summary>
    public static void SetSettings(HttpContext http, CsvSettings settings) => http.Items[typeof(CsvSettings)] = settings;

    protected override IMessageEncoder CreateEncoder(HttpContext http) =>
        new MessageCsv((CsvSettings?)http.Items[typeof(CsvSettings)] ?? CsvSettings.Default);
}
