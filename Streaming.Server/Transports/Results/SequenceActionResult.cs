using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.Results;

/// <summary>Sends the sequence that an action of a controller has returned, in one of the formats JSON, NDJSON, CSV and events.</summary>
internal sealed class SequenceActionResult<T>(
    IAsyncEnumerable<T> rows, RowFormat format, string contentType, RowOptions options) : IActionResult
{
    public Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;
        var json = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.JsonSerializerOptions;
        return format == RowFormat.Events ? EventSender.SendAsync(http, _ => rows, EventSender.Event<T>, json)
            : RowSender.SendAsync(http, rows, format, contentType, options, json);
    }
}
