using Streaming.Tests.Page;
using Streaming.Tests.Proxies;
using Streaming.Tests.Support;

namespace Streaming.Tests.ConsolePage;

/// <summary>Tests that the console works under a path: the addresses of its files and requests contain the path.</summary>
[Trait("Category", "Slow")]
public sealed class PathTests(Browser browser) : IClassFixture<Browser>
{
    [BrowserFact]
    public async Task The_console_works_under_the_configured_path()
    {
        await using var server = await TestServer.StartAsync(("PathBase", "/live"));
        await UseAsync(server.Address);
    }

    [NginxBrowserFact]
    public async Task The_console_works_behind_a_proxy_that_removes_its_prefix()
    {
        await using var server = await TestServer.StartAsync(("Access:Proxies:0", "127.0.0.1"), ("Access:Open", "true"));
        await using var proxy = await ReverseProxy.StartPathOnlyAsync(server.Address);
        await UseAsync(proxy.Address);
    }

    [NginxBrowserFact]
    public async Task The_console_works_behind_an_unknown_proxy_that_removes_the_configured_path()
    {
        await using var server = await TestServer.StartAsync(("PathBase", "/live"), ("Access:Open", "true"));
        await using var proxy = await ReverseProxy.StartPathOnlyAsync(server.Address);
        await UseAsync(proxy.Address);
    }

    private async Task UseAsync(Uri address)
    {
        // The address without the slash at its end works too.
        await using var page = await browser.OpenAsync(address, configure: null, "/live/console");
        await page.TitleIsAsync("Overview");
        await page.GoAsync("topics/news");
        await page.Tab.Locator(".messages .state[data-state=live]").WaitForAsync().OrTimeout();
        await page.Id("publish-data").FillAsync("hello");
        await page.Id("publish-send").ClickAsync();
        await page.SeesAsync(".message", "hello");
        await page.GoAsync("topics");
        await page.Row("news").WaitForAsync().OrTimeout();
        page.Requests.Should().NotBeEmpty().And.OnlyContain(request => request.AbsolutePath.StartsWith("/live", StringComparison.Ordinal));
        page.Errors.Should().BeEmpty();
    }
}
