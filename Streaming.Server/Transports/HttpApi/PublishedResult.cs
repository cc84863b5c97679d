using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Publishing;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>
/// Writes the response to a successful publish (status 201), including the header <c>Content-Length</c>, in a single write. A single write
/// is fast, which matters because publishers may receive thousands of these responses a second.
/// </summary>
internal sealed class PublishedResult(PublishAnswer answer) : IActionResult
{
    private static readonly JsonEncodedText s_topic = JsonEncodedText.Encode("topic");
    private static readonly JsonEncodedText s_first = JsonEncodedText.Encode("first");
    private static readonly JsonEncodedText s_last = JsonEncodedText.Encode("last");
    private static readonly JsonEncodedText s_count = JsonEncodedText.Encode("count");
    private static readonly JsonEncodedText s_subscribers = JsonEncodedText.Encode("subscribers");

    public async Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        var body = new ArrayBufferWriter<byte>(160);
        Write(body);
        response.StatusCode = StatusCodes.Status201Created;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.WrittenCount;
        await response.BodyWriter.WriteAsync(body.WrittenMemory, context.HttpContext.RequestAborted);
    }

    private void Write(ArrayBufferWriter<byte> body)
    {
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteString(s_topic, answer.Topic);
        json.WriteString(s_first, answer.First);
        json.WriteString(s_last, answer.Last);
        json.WriteNumber(s_count, answer.Count);
        json.WriteNumber(s_subscribers, answer.Subscribers);
        json.WriteEndObject();
    }
}
