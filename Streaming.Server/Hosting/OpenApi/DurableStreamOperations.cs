using Microsoft.OpenApi;
using static Streaming.Server.Hosting.OpenApi.DescribedContent;
using static Streaming.Server.Hosting.OpenApi.DescribedParameter;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>Describes the HTTP operations of the Durable Streams protocol for the OpenAPI document.</summary>
internal static class DurableStreamOperations
{
    private const string Path = "/v1/stream/{path}";
    private const string Tag = "Durable Streams";
    private const string AnyType = "application/octet-stream";

    private static readonly DescribedParameter s_path = new(
        ParameterLocation.Path, "path",
        "The name of the stream: that of its topic, such as `chat:42`. Clients may write slashes instead of colons.",
        static () => new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 200 });

    private static readonly DescribedParameter s_closed =
        Header("Stream-Closed", "`true` closes the stream after the data of the request.");

    public static Dictionary<string, DescribedOperation> All { get; } = new(StringComparer.Ordinal)
    {
        [$"PUT {Path}"] = new("createStream", Tag, "Create a stream")
        {
            Parameters =
            [
                s_path, s_closed,
                Header("Stream-TTL", "The seconds without reads and writes after which the stream expires."),
                Header("Stream-Expires-At", "The time at which the stream expires (RFC 3339)."),
                Header("Stream-Forked-From", "The path of the stream whose data the new stream continues."),
                Header("Stream-Fork-Offset", "The offset up to which the new stream has the data of its source. All of it if omitted."),
                Header("Stream-Fork-Sub-Offset", "The number of messages (JSON) or bytes that the new stream has after that offset."),
            ],
            Body = [File(AnyType, "The first data of the stream, of any content type, which becomes that of the stream.")],
            IsBodyOptional = true,
            Headers = [("Stream-Next-Offset", "The offset of the end of the stream."), ("Location", "The address of the stream.")],
        },
        [$"POST {Path}"] = new("appendToStream", Tag, "Append to a stream, or close it")
        {
            Parameters =
            [
                s_path, s_closed,
                Header("Stream-Seq", "A text that is greater than that of the previous request."),
                Header("Producer-Id", "The id of a producer that numbers its requests, so that a repeated request appends nothing."),
                Header("Producer-Epoch", "The number of the producer's start."),
                Header("Producer-Seq", "The number of the request since the producer's start, from 0."),
            ],
            Body = [File(AnyType, "The data, of the content type of the stream. Each element of a JSON array is one message.")],
            IsBodyOptional = true,
            Headers = [("Stream-Next-Offset", "The offset of the end of the stream.")],
        },
        [$"GET {Path}"] = new("readStream", Tag, "Read a stream")
        {
            Parameters =
            [
                s_path,
                Query("offset",
                    "The offset after which the response starts: `-1` for the beginning, `now` for the end, or the `Stream-Next-Offset` " +
                    "of a response. A live read needs it."),
                Choice("live",
                    "How the read goes on at the end of the stream: `long-poll` waits for the next data, `sse` sends server-sent events.",
                    null, ["long-poll", "sse"]),
                Query("cursor", "The `Stream-Cursor` of the previous live response."),
                Header("If-None-Match", "The `ETag` of a response that the client has. The response is 304 if it is the same."),
            ],
            Response =
            [
                File(AnyType, "The data, in the content type of the stream."),
                new("text/event-stream", Description: "With `live=sse`: the data as server-sent events."),
            ],
            Headers =
            [
                ("Stream-Next-Offset", "The offset at which the client goes on."),
                ("Stream-Up-To-Date", "`true` if the stream has no further data."),
                ("Stream-Closed", "`true` if the stream is closed and has no further data."),
                ("Stream-Cursor", "The cursor to send with the next live request."),
            ],
        },
        [$"DELETE {Path}"] = new("deleteStream", Tag, "Delete a stream") { Parameters = [s_path] },
    };

    private static DescribedParameter Header(string name, string description) =>
        new(ParameterLocation.Header, name, description, static () => new OpenApiSchema { Type = JsonSchemaType.String });
}
