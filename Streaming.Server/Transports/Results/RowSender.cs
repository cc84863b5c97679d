using System.Text.Json;
using Streaming.Server.Access.Streams;
using Streaming.Server.Http;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.Results;

/// <summary>Sends a sequence of objects of the hosting application as CSV, NDJSON or JSON.</summary>
internal static class RowSender
{
    /// <summary>Sends the rows of a sequence to a client.</summary>
    /// <param name="http">The HTTP request to which the rows are sent.</param>
    /// <param name="rows">The sequence of rows.</param>
    /// <param name="format">The format in which the rows are sent.</param>
    /// <param name="contentType">The value of the response header <c>Content-Type</c>.</param>
    /// <param name="options">The options of the response, such as the name of the file.</param>
    /// <param name="json">The JSON options of the application.</param>
    public static async Task SendAsync<T>(
        HttpContext http, IAsyncEnumerable<T> rows, RowFormat format, string contentType, RowOptions options, JsonSerializerOptions json)
    {
        http.RequestServices.GetRequiredService<StreamLifetime>().RefuseWhenStopping();
        if (HttpMethods.IsHead(http.Request.Method))
        {
            Prepare(http, format, contentType, options);
            return;
        }

        DownloadAttribute.Begin(http);
        Prepare(http, format, contentType, options);
        await RowResponse.RunAsync(http, async ending =>
        {
            await using var writer = RowWriters.Create<T>(format, http.Response.BodyWriter, options, json);
            await new SequenceWriter<T>(writer, http.Response).RunAsync(rows, ending);
        });
    }

    private static void Prepare(HttpContext http, RowFormat format, string contentType, RowOptions options)
    {
        var headers = http.Response.Headers;
        http.Response.ContentType = contentType;
        // Without this header, the proxy nginx collects the response in a buffer, and delays rows.
        headers["X-Accel-Buffering"] = "no";
        if (format.Extension is { } extension && headers.ContentDisposition.Count == 0)
            headers.ContentDisposition = DownloadName.Header(options.FileName ?? DownloadName.Of(http.Request.Path, extension), extension);
    }
}
