using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Net.Http.Headers;
using Streaming.Server.Core.Csv;
using Streaming.Server.Core.Messages;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.History;

/// <summary>
/// Chooses the format in which the stored messages of a topic are sent. The parameter <c>?format=</c> takes precedence over the header
/// <c>Accept</c>; without both, the format is JSON.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HistoryFormatAttribute : Attribute, IActionFilter, IOrderedFilter
{
    private static readonly FormatChoice s_choice = new([RowFormat.Json, RowFormat.Ndjson, RowFormat.Csv]);

    public int Order => 0;

    public void OnActionExecuting(ActionExecutingContext context)
    {
        // Checks the format before the action runs, so that a request with an unknown format does not read the log.
        var (format, contentType) = s_choice.Of(context.HttpContext.Request);
        context.HttpContext.Items[typeof(HistoryFormatAttribute)] = contentType;
        SetCsv(context.HttpContext, format);
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
        if (context.Result is not ObjectResult { Value: IAsyncEnumerable<Message> } result)
            return;
        var contentType = (string)context.HttpContext.Items[typeof(HistoryFormatAttribute)]!;
        result.ContentTypes.Clear();
        result.ContentTypes.Add(contentType);
        context.HttpContext.Request.Headers.Accept = contentType.Split(';')[0];
        context.HttpContext.Response.Headers.Vary = HeaderNames.Accept;
    }

    private static void SetCsv(HttpContext http, RowFormat format)
    {
        var query = http.Request.Query;
        var (columns, escape, bom) = (query["columns"].ToString(), query["escape"].ToString(), query["bom"].ToString());
        if (format == RowFormat.Csv)
            CsvOutputFormatter.SetSettings(http, CsvSettings.Parse(columns.Split(',', StringSplitOptions.RemoveEmptyEntries), escape, bom));
        else if (columns.Length + escape.Length + bom.Length > 0)
            throw RefusalException.Invalid("'columns', 'escape' and 'bom' are for CSV; add format=csv, or leave them out.");
    }
}
