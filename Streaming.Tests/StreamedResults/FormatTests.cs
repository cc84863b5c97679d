using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.StreamedResults;

/// <summary>Tests that a streamed result has the format that the client asks for.</summary>
public sealed class FormatTests
{
    private const string Json = """
        [{"sensor":"a","day":"2026-01-01T00:00:00","value":0.5,"secret":"hidden"},
        {"sensor":"=1+1","day":"2026-01-02T00:00:00","value":1,"secret":"hidden"}]

        """;

    private const string Csv = "Day,sensor name,Value\r\n2026-01-01,a,0.5\r\n2026-01-02,\"'=1+1\",1\r\n";

    [Theory]
    [InlineData("", null, "application/json")]
    [InlineData("", "*/*", "application/json")]
    [InlineData("", "text/csv", "text/csv")]
    [InlineData("", "text/event-stream", "text/event-stream")]
    [InlineData("", "application/x-ndjson", "application/x-ndjson")]
    [InlineData("", "application/jsonl", "application/jsonl")]
    [InlineData("", "application/json;q=0.5, text/csv", "text/csv")]
    [InlineData("?format=csv", "application/json", "text/csv")]
    [InlineData("?format=ndjson", "text/csv", "application/x-ndjson")]
    [InlineData("?format=json", "text/event-stream", "application/json")]
    [InlineData("?format=events", "image/png", "text/event-stream")]
    public async Task The_query_overrides_Accept_and_JSON_is_the_default(string query, string? accept, string contentType)
    {
        await using var server = await ResultServer.StartAsync(new Source());
        using var response = await server.Client.OpenAsync($"/rows/measurements{query}", accept is null ? [] : [("Accept", accept)]);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.Should().Be(contentType);
        response.Headers.Vary.Should().Contain("Accept");
        (await response.Content.ReadAsStringAsync().OrTimeout()).Should().Contain("=1+1");
    }

    [Fact]
    public async Task The_rows_are_the_same_in_each_format()
    {
        await using var server = await ResultServer.StartAsync(new Source());
        (await GetAsync(server, "json")).Should().Be(Json.ReplaceLineEndings("\n"));
        (await GetAsync(server, "ndjson")).Should().Be(
            Json.ReplaceLineEndings("\n").Trim('[', ']', '\n').Replace("},\n", "}\n", StringComparison.Ordinal) + "\n");
        (await GetAsync(server, "csv")).Should().Be(Csv);
        (await GetAsync(server, "events")).Should().Be("""
            retry: 2000
            event: measured
            data: {"sensor":"a","day":"2026-01-01T00:00:00","value":0.5,"secret":"hidden"}
            id: 20260101

            event: measured
            data: {"sensor":"=1+1","day":"2026-01-02T00:00:00","value":1,"secret":"hidden"}
            id: 20260102


            """.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("/rows/measurements?format=xml", "json, ndjson, csv, events.")]
    [InlineData("/rows/points?format=json", "csv, ndjson.")]
    public async Task An_unknown_format_is_refused_with_the_known_ones(string path, string known)
    {
        await using var server = await ResultServer.StartAsync(new Source());
        using var response = await server.Client.OpenAsync(path);
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Be($"The format is not known; use one of {known}");
    }

    [Theory]
    [InlineData("/rows/measurements", "image/png")]
    [InlineData("/rows/points", "text/event-stream")]
    public async Task A_format_that_is_not_available_is_refused_with_the_available_ones(string path, string accept)
    {
        await using var server = await ResultServer.StartAsync(new Source());
        using var response = await server.Client.OpenAsync(path, ("Accept", accept));
        (await response.ProblemAsync(HttpStatusCode.NotAcceptable)).Should().Contain("text/csv").And.Contain("?format=");
    }

    [Theory]
    [InlineData("/rows/measurements?format=csv", "measurements.csv")]
    [InlineData("/rows/measurements?format=ndjson", "measurements.ndjson")]
    [InlineData("/rows/measurements?format=json", null)]
    [InlineData("/rows/points?format=csv", "points of today.csv")]
    public async Task A_file_has_a_name(string path, string? name)
    {
        await using var server = await ResultServer.StartAsync(new Source());
        using var response = await server.Client.OpenAsync(path);
        response.Content.Headers.ContentDisposition?.FileName?.Trim('"').Should().Be(name);
    }

    [Fact]
    public async Task Messages_have_the_formats_of_a_topics_history()
    {
        await using var server = await ResultServer.StartAsync(new Source());
        (await server.Client.GetStringAsync("/rows/messages?format=csv").OrTimeout()).Should()
            .Be("topic,epoch,offset,time,type,sender,data\r\nown,aaaaaa,1,1970-01-01T00:00:00.000000Z,message,,number 1\r\n");
        (await server.Client.GetStringAsync("/rows/messages?format=events").OrTimeout()).Should()
            .Be("retry: 2000\ndata: number 1\nid: aaaaaa-1\n\n");
    }

    [Fact]
    public async Task Another_result_of_the_action_stays_as_it_is()
    {
        await using var server = await ResultServer.StartAsync(new Source());
        using var response = await server.Client.OpenAsync("/rows/missing?format=csv");
        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_action_that_returns_no_sequence_fails_with_a_sentence_for_its_author()
    {
        await using var server = await ResultServer.StartAsync(new Source());
        server.Logs.Expect("An unhandled exception has occurred");
        using var response = await server.Client.OpenAsync("/rows/list?format=csv");
        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
    }

    private static Task<string> GetAsync(TestServer server, string format) =>
        server.Client.GetStringAsync($"/rows/measurements?format={format}").OrTimeout();
}
