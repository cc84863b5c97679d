using Streaming.Server.Core.Csv;

namespace Streaming.Server.Transports.History;

/// <summary>Writes history as CSV.</summary>
internal sealed class CsvOutputFormatter() : HistoryOutputFormatter(ContentType, "csv")
{
    public const string MediaType = "text/csv";

    /// <summary>The media type with its character set, so that spreadsheets and browsers do not guess it.</summary>
    public const string ContentType = $"{MediaType}; charset=utf-8";

    /// <summary>Sets the CSV settings of a request.</summary>
    public static void Use(HttpContext http, CsvSettings settings) => http.Items[typeof(CsvSettings)] = settings;

    protected override IHistoryWriter CreateWriter(HttpResponse response) =>
        new CsvHistoryWriter(response.BodyWriter, (CsvSettings?)response.HttpContext.Items[typeof(CsvSettings)] ?? CsvSettings.Default);
}
