using System.Net;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Publishing;

/// <summary>Tests NDJSON uploads that are sent again with the same key.</summary>
public sealed class IdempotentUploadTests
{
    [Theory]
    [InlineData("sqlite", 1)]
    [InlineData("sqlite", 3)]
    [InlineData("memory", 100)]
    public async Task A_repeated_upload_with_another_line_is_refused_with_the_number_of_the_line(string provider, int batch)
    {
        await using var server = await TestServer.StartAsync(("Storage:Provider", provider), ("Publishing:MaxBatchMessages", $"{batch}"));
        string[] lines = ["{\"data\":1}", "", "{\"data\":2}", "{\"data\":3}", "{\"data\":4}"];
        using var first = await PostAsync(server, lines);
        first.StatusCode.Should().Be(HttpStatusCode.Created);

        using var other = await PostAsync(
            server, ["{\"data\":1}", "", "{\"data\":2}", "{\"data\":\"other\"}", "{\"data\":4}", "{\"data\":5}"]);

        var problem = JsonElement.Parse(await other.Content.ReadAsStringAsync());
        other.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        problem.GetProperty("detail").GetString().Should()
            .StartWith("Line 4 differs from the line that was sent in its place before under Idempotency-Key 'upload'.");
        (problem.GetProperty("line").GetInt64(), problem.GetProperty("published").GetInt64()).Should().Be((4, 2));
        (await DataAsync(server)).Should().Equal("1", "2", "3", "4");
    }

    [Fact]
    public async Task A_repeated_upload_may_have_more_lines_but_not_fewer()
    {
        await using var server = await TestServer.StartAsync();
        using var first = await PostAsync(server, ["{\"data\":1}", "{\"data\":2}", "{\"data\":3}"]);
        using var fewer = await PostAsync(server, ["{\"data\":1}", "{\"data\":2}"]);
        (await fewer.ProblemAsync(HttpStatusCode.UnprocessableEntity)).Should()
            .Contain("'upload' was used for another payload").And.Contain("3 messages").And.Contain("ends after 2");
        using var more = await PostAsync(server, ["{\"data\":1}", "{\"data\":2}", "{\"data\":3}", "{\"data\":4}"]);
        more.StatusCode.Should().Be(HttpStatusCode.Created);
        (await DataAsync(server)).Should().Equal("1", "2", "3", "4");
    }

    [Theory]
    [InlineData("?type=other")]
    [InlineData("?sender=ann")]
    public async Task Type_and_sender_in_the_query_are_part_of_the_compared_lines(string query)
    {
        await using var server = await TestServer.StartAsync();
        using var first = await PostAsync(server, ["{\"data\":1}"]);
        using var other = await PostAsync(server, ["{\"data\":1}"], query);
        (await other.ProblemAsync(HttpStatusCode.UnprocessableEntity)).Should().StartWith("Line 1 ");
    }

    [Fact]
    public async Task Concurrent_uploads_with_one_key_publish_each_line_once()
    {
        await using var server = await TestServer.StartAsync(("Publishing:MaxBatchMessages", "7"));
        string[] lines = [.. Enumerable.Range(1, 100).Select(number => $"{{\"data\":{number}}}")];
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var response = await PostAsync(server, lines);
            return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("count").GetInt64());
        })).OrTimeout();
        answers.Should().AllBeEquivalentTo((HttpStatusCode.Created, 100L));
        (await DataAsync(server)).Should().Equal(Enumerable.Range(1, 100).Select(number => $"{number}"));
    }

    private static Task<HttpResponseMessage> PostAsync(TestServer server, string[] lines, string query = "") =>
        server.Client.PostAsync(
            $"/topics/news/messages{query}", string.Join('\n', lines), "application/x-ndjson", ("Idempotency-Key", "upload"));

    private static async Task<IEnumerable<string>> DataAsync(TestServer server) =>
        (await server.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray()
            .Select(message => message.GetProperty("data").ToString());
}
