using Streaming.Server.Messages;

namespace Streaming.Server.History;

/// <summary>History as CSV.</summary>
internal sealed class CsvOutputFormatter() : HistoryOutputFormatter(ContentType, "csv")
{
    public const string MediaType = "text/csv";

    /// <summary>The media type with its character set, which spreadsheets and browsers would guess otherwise.</summary>
    public const string ContentType = $"{MediaType}; charset=utf-8";

    /// <summary>Sets how this request's rows are written.</summary>
    public static void Use(HttpContext http, CsvSettings settings) => http.Items[typeof(CsvSettings)] = settings;

    protected override async Task WriteAsync(IAsyncEnumerable<Message> messages, HttpResponse response, CancellationToken cancellationToken)
    {
        var settings = (CsvSettings?)response.HttpContext.Items[typeof(CsvSettings)] ?? CsvSettings.Default;
        await using var csv = await MessageCsv.CreateAsync(response.Body, settings, cancellationToken);
        await csv.FlushAsync(cancellationToken);
        await foreach (var message in messages.WithCancellation(cancellationToken))
            await csv.WriteAsync(message, cancellationToken);
    }
}
