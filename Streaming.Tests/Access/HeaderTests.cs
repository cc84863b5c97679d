using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

public sealed class HeaderTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/js/main.js")]
    [InlineData("/css/base.css")]
    public async Task The_page_runs_its_own_scripts_only(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.GetAsync(path).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.Should().Contain("default-src 'none'").And.Contain("script-src 'self'").And.Contain("frame-ancestors 'none'").And.NotContain(
            "unsafe-");
        response.Headers.GetValues("X-Frame-Options").Should().Equal("DENY");
        response.Headers.GetValues("Referrer-Policy").Should().Equal("no-referrer");
    }

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/topics", HttpStatusCode.OK)]
    [InlineData("/topics/news/messages?format=csv", HttpStatusCode.OK)]
    [InlineData("/topics/news/events", HttpStatusCode.OK)]
    [InlineData("/topics/no%20topic", HttpStatusCode.BadRequest)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    public async Task Every_response_has_nosniff_and_no_response_names_the_server_software(string path, HttpStatusCode status)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.SendAsync(HttpMethod.Get, path, token: null);
        response.StatusCode.Should().Be(status);
        response.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        response.Headers.Server.Should().BeEmpty();
        response.Headers.Contains("X-Powered-By").Should().BeFalse();
    }

    [Fact]
    public void The_page_has_no_inline_script_and_no_inline_style()
    {
        var html = File.ReadAllText(Path.Combine(Repository.Root, "wwwroot", "index.html"));
        html.Should().NotMatchRegex("<script(?![^>]* src=)").And.NotMatchRegex("\\son[a-z]+=").And.NotMatchRegex("<style|\\sstyle=");
        foreach (var script in Directory.EnumerateFiles(Path.Combine(Repository.Root, "wwwroot", "js")))
            File.ReadAllText(script).Should()
                .NotMatchRegex("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function", script);
    }
}
