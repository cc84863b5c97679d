using Streaming.Server.Core.Csv;

namespace Streaming.Server.Transports.History;

/// <summary>History as CSV.</summary>
internal sealed class CsvOutputFormatter() : HistoryOutputFormatter(ContentType, "csv")
{
    public const string MediaType = "text/csv";

    /// <summary>The media type with its character set, which spreadsheets and browsers would guess otherwise.</summary>
    public const string ContentType = $"{MediaType}; charset=utf-8";

    /// <summary>Sets how this request's rows are written.</summary>
    public static void Use(HttpContext http, CsvSettings settings) => http.Items[typeof(CsvSettings)] = settings;

    protected override IHistoryWriter CreateWriter(HttpResponse response) =>
        new CsvHistoryWriter(response.BodyWriter, (CsvSettings?)response.HttpContext.Items[typeof(CsvSettings)] ?? CsvSettings.Default);
}
