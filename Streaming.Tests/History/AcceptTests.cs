using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.History;

[Trait("Category", "Slow")]
public sealed class AcceptTests
{
    [Theory]
    [InlineData("application/json; charset=utf-8", "application/json")]
    [InlineData("application/json;charset=\"UTF8\"", "application/json")]
    [InlineData("application/json; indent=2", "application/json")]
    [InlineData("text/csv; header=present", "text/csv")]
    [InlineData("application/ndjson", "application/ndjson")]
    [InlineData("application/jsonl", "application/jsonl")]
    [InlineData("application/x-ndjson; charset=utf-8", "application/x-ndjson")]
    [InlineData("application/json;q=0, */*", "application/x-ndjson")]
    [InlineData("application/*;q=0.1, text/csv;q=0.2", "text/csv")]
    [InlineData("application/*, application/json;q=0", "application/x-ndjson")]
    [InlineData("*/*;q=0.1, text/*;q=0.5", "text/csv")]
    [InlineData("text/html, application/xhtml+xml, */*;q=0.8", "application/json")]
    [InlineData("application/json;q=0.5, application/x-ndjson", "application/x-ndjson")]
    [InlineData("text/csv, application/json", "text/csv")]
    public async Task The_format_is_the_one_that_Accept_prefers(string accept, string contentType)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await GetAsync(server, accept);
        response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        response.Content.Headers.ContentType!.MediaType.Should().Be(contentType);
    }

    [Theory]
    [InlineData("application/json;q=0")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("*/*;q=0")]
    [InlineData("*/*, application/*;q=0, text/*;q=0")]
    [InlineData("image/png")]
    public async Task A_format_that_the_client_does_not_accept_is_not_sent(string accept)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await GetAsync(server, accept);
        (await response.ProblemAsync(HttpStatusCode.NotAcceptable)).Should().Contain("?format=");
    }

    private static Task<HttpResponseMessage> GetAsync(TestServer server, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/topics/news/messages");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return server.Client.SendAsync(request).OrTimeout();
    }
}
