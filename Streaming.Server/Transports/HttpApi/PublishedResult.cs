using System.Globalization;
using System.Text.Unicode;
using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Publishing;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>
/// Writes the response to a successful publish (status 201), including the header <c>Content-Length</c>, in a single write. A single write
/// is fast, which matters because publishers may receive thousands of these responses a second.
/// </summary>
internal sealed class PublishedResult(PublishAnswer answer) : IActionResult
{
    // More than the names, the punctuation and the numbers of the JSON.
    private const int FixedBytes = 128;

    public Task ExecuteResultAsync(ActionContext context) => WriteAsync(context.HttpContext, answer);

    /// <summary>Writes the response to a successful publish.</summary>
    public static async Task WriteAsync(HttpContext http, PublishAnswer answer)
    {
        var body = Encode(answer);
        var response = http.Response;
        response.StatusCode = StatusCodes.Status201Created;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, http.RequestAborted);
    }

    // The names of topics and the positions contain no characters that JSON must escape.
    private static byte[] Encode(PublishAnswer answer)
    {
        var (topic, first, last, count) = (answer.Topic, answer.First, answer.Last, answer.Count);
        Span<byte> json = stackalloc byte[FixedBytes + topic.Length + first.Length + last.Length];
        Utf8.TryWrite(
            json, CultureInfo.InvariantCulture,
            $$"""{"topic":"{{topic}}","first":"{{first}}","last":"{{last}}","count":{{count}},"subscribers":{{answer.Subscribers}}}""",
            out var length);
        return json[..length].ToArray();
    }
}
