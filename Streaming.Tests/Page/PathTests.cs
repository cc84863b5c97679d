using Streaming.Tests.Proxies;
using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

/// <summary>Tests that the page works under a path: the addresses of its files, streams, chat and downloads contain the path.</summary>
[Trait("Category", "Slow")]
public sealed class PathTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly (string, string)[] s_settings = [("Samples:Ticker", "true"), ("Samples:Jobs", "true")];

    [BrowserFact]
    public async Task The_page_works_under_the_configured_path()
    {
        await using var server = await TestServer.StartAsync([.. s_settings, ("PathBase", "/live")]);
        // The address without the slash at its end works too.
        await UseAsync(server.Address, "/live");
    }

    [NginxBrowserFact]
    public async Task The_page_works_behind_a_proxy_that_removes_its_prefix()
    {
        // The server has no configured path: the proxy sends the prefix.
        await using var server = await TestServer.StartAsync([.. s_settings, ("Access:Proxies:0", "127.0.0.1"), ("Access:Open", "true")]);
        await using var proxy = await ReverseProxy.StartPathOnlyAsync(server.Address);
        await UseAsync(proxy.Address, "/live/");
    }

    [NginxBrowserFact]
    public async Task The_page_works_behind_an_unknown_proxy_that_removes_the_configured_path()
    {
        await using var server = await TestServer.StartAsync([.. s_settings, ("PathBase", "/live"), ("Access:Open", "true")]);
        await using var proxy = await ReverseProxy.StartPathOnlyAsync(server.Address);
        await UseAsync(proxy.Address, "/live/");
    }

    /// <summary>Uses each card of the page.</summary>
    internal static async Task UseAsync(OpenPage page)
    {
        await page.StateIsAsync("ticks", "live");
        await page.JoinAsync("Ann");
        await page.Id("chat-text").FillAsync("hello");
        await page.Id("chat-text").PressAsync("Enter");
        await page.SeesAsync("#chat-log .said", "hello");
        await page.Id("publish-data").FillAsync("published");
        await page.Id("publish-send").ClickAsync();
        await page.SeesAsync("#chat-log .said", "published");
        await page.SeesAsync("#room-log .row", "published");
        await page.Id("job-arguments").FillAsync("""{"seconds": 0}""");
        await page.Id("job-enqueue").ClickAsync();
        await page.Tab.Locator("#job-list .job[data-state=succeeded]").WaitForAsync().OrTimeout();
        await page.Id("webhook-url").FillAsync("http://192.168.1.1/");
        await page.Id("webhook-add").ClickAsync();
        await page.SeesAsync("#webhook-error", "Outbound:AllowedNetworks");
    }

    private async Task UseAsync(Uri address, string path)
    {
        await using var page = await browser.OpenAsync(address, configure: null, path);
        await using var other = await page.OpenTabAsync(path);
        await UseAsync(page);
        await other.SeesAsync("#room-log .row", "published");

        page.Requests.Should().NotBeEmpty().And.OnlyContain(request => request.AbsolutePath.StartsWith("/live", StringComparison.Ordinal));
        (await page.Id("download-csv").GetAttributeAsync("href").OrTimeout()).Should().Be("/live/topics/ticks/messages?format=csv");
        (await page.Id("curl-listen").InnerTextAsync().OrTimeout()).Should()
            .Contain($"'http://{address.Authority}/live/topics/ticks/events");
        page.Errors.Should().OnlyContain(error => error.Contains("400", StringComparison.Ordinal), "one webhook was refused");
    }
}
