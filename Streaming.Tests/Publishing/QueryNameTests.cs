using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.Publishing;

/// <summary>Tests that no misspelt query parameter is ignored.</summary>
public sealed class QueryNameTests
{
    [Theory]
    [InlineData("POST", "/topics/news/messages?dealy=1m", "'dealy'; did you mean 'delay'?")]
    [InlineData("POST", "/topics/news/messages?colour=red", "'colour'; its parameters are: type, sender, deliver-at, delay.")]
    [InlineData("DELETE", "/jobs?state=queued&tpye=mail", "'tpye'; did you mean 'type'?")]
    [InlineData("POST", "/jobs/retry?state=failed&older_than=1h", "'older_than'; did you mean 'older-than'?")]
    [InlineData("POST", "/jobs/pause?lowset=5", "'lowset'; did you mean 'lowest'?")]
    [InlineData("POST", "/topics/news/close?now=true", "'now'; it has no parameters.")]
    public async Task A_request_that_changes_something_is_refused_with_an_unknown_parameter(string method, string path, string expected) =>
        (await ProblemAsync(method, path)).Should().Be($"This request has no query parameter {expected}");

    [Theory]
    [InlineData("/topics/news/messages?fromat=csv", "'format'")]
    [InlineData("/topics/news/events?afer=earliest", "'after'")]
    [InlineData("/events?topics=news", "'topic'")]
    [InlineData("/jobs?stat=failed", "'state'")]
    public async Task A_request_that_reads_is_refused_with_a_misspelt_parameter(string path, string meant) =>
        (await ProblemAsync("GET", path)).Should().EndWith($"did you mean {meant}?");

    [Theory]
    [InlineData("/topics?_=1732900000")]
    [InlineData("/topics/news/messages?utm_source=mail&FORMAT=json")]
    [InlineData("/v1/stream/news?tpye=x")]
    public async Task A_request_that_reads_may_have_parameters_that_proxies_and_scripts_add(string path)
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "x");
        using var response = await server.Client.GetAsync(path).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_long_name_is_not_repeated_whole() =>
        (await ProblemAsync("POST", $"/topics/news/messages?{new string('x', 5_000)}=1")).Length.Should().BeLessThan(200);

    private static async Task<string> ProblemAsync(string method, string path)
    {
        await using var server = await TestServer.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST")
            request.Content = new StringContent("x");
        using var response = await server.Client.SendAsync(request).OrTimeout();
        return await response.ProblemAsync(HttpStatusCode.BadRequest);
    }
}
