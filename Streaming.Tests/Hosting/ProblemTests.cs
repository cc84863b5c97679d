using System.Net;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

public sealed class ProblemTests
{
    [Theory]
    [InlineData("GET", "/no/such/address", HttpStatusCode.NotFound)]
    [InlineData("POST", "/topics/news/nothing", HttpStatusCode.NotFound)]
    [InlineData("PATCH", "/topics/news/messages", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/topics/a%20b", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/ws/lobby", HttpStatusCode.BadRequest)]
    public async Task Every_refusal_is_a_problem_that_programs_can_read(string method, string path, HttpStatusCode status)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path)).OrTimeout();
        response.StatusCode.Should().Be(status);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        problem.GetProperty("status").GetInt32().Should().Be((int)status);
        problem.GetProperty("title").GetString().Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_browser_that_asks_for_a_page_that_is_not_there_gets_an_answer_that_says_so()
    {
        await using var server = await TestServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/no-such-page");
        request.Headers.Add("Accept", "text/html,application/xhtml+xml");
        using var response = await server.Client.SendAsync(request).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync()).Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_refusal_tells_nothing_about_the_inside_of_the_server()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.GetAsync("/topics/a%20b/events").OrTimeout();
        (await response.Content.ReadAsStringAsync()).Should().NotContain("   at ").And.NotContain("Exception");
    }
}
