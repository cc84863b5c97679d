using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Transports.Results;
using Streaming.Tests.Support;

namespace Streaming.Tests.StreamedResults;

/// <summary>Tests the results of minimal APIs, and the OpenAPI document of an application.</summary>
public sealed class MinimalApiTests
{
    private static readonly Point[] s_points = [new() { X = 1, Y = 2 }, new() { X = 3, Y = 4 }];

    [Theory]
    [InlineData("/csv", "text/csv; charset=utf-8", "north;east\r\n2;1\r\n4;3\r\n")]
    [InlineData("/ndjson", "application/x-ndjson", "{\"x\":1,\"y\":2}\n{\"x\":3,\"y\":4}\n")]
    [InlineData("/json", "application/json", "[{\"x\":1,\"y\":2},\n{\"x\":3,\"y\":4}]\n")]
    [InlineData("/own-events", "text/event-stream", "retry: 2000\ndata: {\"x\":1,\"y\":2}\n\ndata: {\"x\":3,\"y\":4}\n\n")]
    public async Task Each_result_has_its_format(string path, string contentType, string body)
    {
        await using var server = await ResultServer.StartAsync(new Source(), Map);
        using var response = await server.Client.OpenAsync(path, ("Accept", "image/png"));
        response.Content.Headers.ContentType!.ToString().Should().Be(contentType);
        (await response.Content.ReadAsStringAsync().OrTimeout()).Should().Be(body);
    }

    [Fact]
    public async Task The_JSON_options_of_the_application_apply_and_NDJSON_keeps_one_row_on_each_line()
    {
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.ConfigureHttpJsonOptions(options =>
                (options.SerializerOptions.WriteIndented, options.SerializerOptions.PropertyNamingPolicy) =
                    (true, JsonNamingPolicy.SnakeCaseUpper)),
            Map, folder: null);
        (await server.Client.GetStringAsync("/ndjson").OrTimeout()).Should().Be("{\"X\":1,\"Y\":2}\n{\"X\":3,\"Y\":4}\n");
    }

    [Fact]
    public async Task The_OpenAPI_document_has_formats_and_media_types()
    {
        await using var server = await ResultServer.StartAsync(new Source(), Map);
        var paths = (await server.Client.GetJsonAsync("/openapi/v1.json")).GetProperty("paths");
        ContentOf(paths, "/csv").Should().Equal("text/csv");
        ContentOf(paths, "/ndjson").Should().Equal("application/x-ndjson");
        ContentOf(paths, "/json").Should().Equal("application/json");
        ContentOf(paths, "/own-events").Should().Equal("text/event-stream");
        ContentOf(paths, "/rows/measurements").Should().Equal("application/json", "application/x-ndjson", "text/csv", "text/event-stream");
        var operation = paths.GetProperty("/rows/points").GetProperty("get");
        var format = operation.GetProperty("parameters").EnumerateArray().Single(each => each.GetProperty("name").GetString() == "format");
        format.GetProperty("schema").GetProperty("enum").EnumerateArray().Select(each => each.GetString()).Should().Equal("csv", "ndjson");
        operation.GetProperty("responses").EnumerateObject().Select(each => each.Name).Should().Contain(["200", "400", "406", "429"]);
    }

    private static IEnumerable<string> ContentOf(JsonElement paths, string path) =>
        paths.GetProperty(path).GetProperty("get").GetProperty("responses").GetProperty("200").GetProperty("content").EnumerateObject()
            .Select(each => each.Name);

    private static void Map(WebApplication app)
    {
        app.MapGet("/csv", () => StreamingResults.Csv(s_points.ToAsyncEnumerable()));
        app.MapGet("/ndjson", () => StreamingResults.Ndjson(s_points.ToAsyncEnumerable()));
        app.MapGet("/json", () => StreamingResults.Json(s_points.ToAsyncEnumerable()));
        app.MapGet("/own-events", () => StreamingResults.Events(s_points.ToAsyncEnumerable()));
    }
}
