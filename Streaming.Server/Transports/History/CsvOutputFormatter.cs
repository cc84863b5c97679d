using Streaming.Server.Core.Csv;

namespace Streaming.Server.Transports.History;

/// <summary>Writes the messages of a topic as a CSV file to the response.</summary>
internal sealed class CsvOutputFormatter() : HistoryOutputFormatter(ContentType, "csv")
{
    public const string MediaType = "text/csv";

    /// <summary>
    /// The media type of CSV with its character set, so that spreadsheets and browsers need not guess how the text is encoded.
    /// </summary>
    public const string ContentType = $"{MediaType}; charset=utf-8";

    /// <summary>
    /// Stores the CSV format that a request selects (columns, escaping, byte order mark) in the request. The format is read from there when
    /// the response is written.
    /// </summary>
    public static void SetSettings(HttpContext http, CsvSettings settings) => http.Items[typeof(CsvSettings)] = settings;

    protected override IHistoryWriter CreateWriter(HttpResponse response) =>
        new CsvHistoryWriter(response.BodyWriter, (CsvSettings?)response.HttpContext.Items[typeof(CsvSettings)] ?? CsvSettings.Default);
}
