using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Net.Http.Headers;
using Streaming.Server.Core.Csv;
using Streaming.Server.Core.Messages;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.History;

/// <summary>
/// Chooses the format in which the stored messages of a topic are sent. The parameter <c>?format=</c> takes precedence over the header
/// <c>Accept</c>; without both, the format is JSON.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HistoryFormatAttribute : Attribute, IActionFilter, IOrderedFilter
{
    private static readonly Dictionary<string, string> s_formats = new(StringComparer.Ordinal)
    {
        ["json"] = JsonOutputFormatter.MediaType,
        ["ndjson"] = NdjsonOutputFormatter.MediaType,
        ["csv"] = CsvOutputFormatter.MediaType,
    };

    private static readonly string[] s_accepted = [.. s_formats.Values, .. NdjsonOutputFormatter.OtherMediaTypes];

    private static readonly string s_known = string.Join(", ", s_formats.Keys);

    public int Order => 0;

    public void OnActionExecuting(ActionExecutingContext context)
    {
        // Checks the format before the action runs, so that a request with an unknown format does not read the log.
        var request = context.HttpContext.Request;
        var format = request.Query["format"].ToString();
        var mediaType = format.Length > 0 ? ByQuery(format) : ByAccept(request);
        context.HttpContext.Items[typeof(HistoryFormatAttribute)] = mediaType;
        SetCsv(context.HttpContext, mediaType);
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
        if (context.Result is not ObjectResult { Value: IAsyncEnumerable<Message> } result)
            return;
        var mediaType = (string)context.HttpContext.Items[typeof(HistoryFormatAttribute)]!;
        result.ContentTypes.Clear();
        result.ContentTypes.Add(mediaType == CsvOutputFormatter.MediaType ? CsvOutputFormatter.ContentType : mediaType);
        context.HttpContext.Request.Headers.Accept = mediaType;
        context.HttpContext.Response.Headers.Vary = HeaderNames.Accept;
    }

    private static void SetCsv(HttpContext http, string mediaType)
    {
        var query = http.Request.Query;
        var (columns, escape, bom) = (query["columns"].ToString(), query["escape"].ToString(), query["bom"].ToString());
        if (mediaType == CsvOutputFormatter.MediaType)
            CsvOutputFormatter.SetSettings(http, CsvSettings.Parse(columns.Split(',', StringSplitOptions.RemoveEmptyEntries), escape, bom));
        else if (columns.Length + escape.Length + bom.Length > 0)
            throw RefusalException.Invalid("'columns', 'escape' and 'bom' are for CSV; add format=csv, or leave them out.");
    }

    private static string ByQuery(string format) =>
        s_formats.TryGetValue(format, out var mediaType)
            ? mediaType
            : throw RefusalException.Invalid($"The format is not known; use one of {s_known}.");

    private static string ByAccept(HttpRequest request) => AcceptedFormat.Choose(request.Headers.Accept, s_accepted)
        ?? throw new RefusalException(
            RefusalReason.NotAcceptable,
            $"No format in Accept is available; accept one of {string.Join(", ", s_formats.Values)}, or name a format with ?format=.");
}
