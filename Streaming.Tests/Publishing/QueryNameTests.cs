using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.Publishing;

/// <summary>Tests that no misspelt, empty or repeated query parameter is ignored.</summary>
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
    [InlineData("DELETE", "/jobs?state=queued&type=", "'type' is empty; give a value, or leave it out.")]
    [InlineData("DELETE", "/jobs?state=queued&type=%20", "'type' is empty; give a value, or leave it out.")]
    [InlineData("DELETE", "/jobs?state=queued&older-than=", "'older-than' is empty; give a value, or leave it out.")]
    [InlineData("DELETE", "/jobs?state=queued&type=mail&type=nothing", "'type' is given 2 times; give it once.")]
    [InlineData("POST", "/jobs/retry?state=failed&type", "'type' is empty; give a value, or leave it out.")]
    [InlineData("POST", "/jobs/pause?lowest=", "'lowest' is empty; give a value, or leave it out.")]
    [InlineData("POST", "/topics/news/messages?delay=", "'delay' is empty; give a value, or leave it out.")]
    [InlineData("POST", "/topics/news/messages?deliver-at=", "'deliver-at' is empty; give a value, or leave it out.")]
    [InlineData("POST", "/topics/news/messages?delay=1h&delay=2h", "'delay' is given 2 times; give it once.")]
    public async Task A_request_that_changes_something_is_refused_with_an_empty_or_repeated_parameter(
        string method, string path, string expected) =>
        (await ProblemAsync(method, path)).Should().Be($"The query parameter {expected}");

    [Theory]
    [InlineData("/topics/news/messages?fromat=csv", "'format'")]
    [InlineData("/topics/news/messages?form=2027-01-31", "'from'")]
    [InlineData("/topics/news/events?afer=earliest", "'after'")]
    [InlineData("/events?topics=news", "'topic'")]
    [InlineData("/jobs?stat=failed", "'state'")]
    public async Task A_request_that_reads_is_refused_with_a_misspelt_parameter(string path, string meant) =>
        (await ProblemAsync("GET", path)).Should().EndWith($"did you mean {meant}?");

    [Theory]
    [InlineData("/topics?_=1732900000")]
    [InlineData("/topics/news/messages?t=1732900000&ts=2")]
    [InlineData("/topics/news/messages?utm_source=mail&FORMAT=json")]
    [InlineData("/v1/stream/news?tpye=x")]
    [InlineData("/topics/news/messages?after=&limit=")]
    public async Task A_request_that_reads_may_have_parameters_that_proxies_and_scripts_add(string path)
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "x");
        using var response = await server.Client.GetAsync(path).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("type=price")]
    [InlineData("since=2027-01-31")]
    [InlineData("page=2")]
    public async Task The_history_is_refused_with_a_filter_that_it_does_not_have(string filter) =>
        (await ProblemAsync("GET", $"/topics/news/messages?{filter}")).Should().Match(
            $"This request has no query parameter '{filter.Split('=')[0]}'; its parameters are: *from, to.");

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
