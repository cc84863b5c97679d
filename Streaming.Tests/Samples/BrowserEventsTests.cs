using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Streaming.Tests.Page;
using Streaming.Tests.Proxies;
using Streaming.Tests.Support;

namespace Streaming.Tests.Samples;

/// <summary>Tests the sample browser-events behind a proxy that responds with 502 while the server restarts.</summary>
[Trait("Category", "Slow")]
public sealed class BrowserEventsTests(Browser browser) : IClassFixture<Browser>
{
    private const string BadGateway = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    [BrowserFact]
    public async Task The_page_opens_a_new_EventSource_with_the_last_id_and_misses_nothing()
    {
        await using var site = await ServeAsync();
        await using var server = await TestServer.StartAsync(("Access:Origins:0", site.Urls.First()), ("Sse:Retry", "100ms"));
        await using var relay = new TcpRelay(server.Address);
        await server.Client.PublishAsync("news", "one");
        await using var page = await browser.OpenAsync(
            new Uri(site.Urls.First()), path: $"/index.html?topic=news&server={Uri.EscapeDataString(relay.Address.ToString())}");
        await page.SeesAsync("li[data-type=caught-up]", "new messages follow");

        relay.Cut(BadGateway);
        await Eventually.BecomesAsync(() => Task.FromResult(relay.Refused), refused => refused > 0);
        await server.Client.PublishAsync("news", "two");
        relay.Restore();
        await page.SeesAsync("li[data-type=message]", "two");
        (await page.Tab.Locator("li[data-type=message]").AllInnerTextsAsync().OrTimeout()).Should().Equal("one", "two");
        (await page.Tab.Locator("li[data-type=caught-up]").CountAsync().OrTimeout()).Should().Be(2);
    }

    [BrowserFact]
    public async Task The_page_receives_messages_over_TLS_with_HTTP2()
    {
        await using var site = await ServeAsync();
        await using var served = await ServedServer.OverTlsAsync(
            ("Access:Origins:0", site.Urls.First()), ("Kestrel:EndpointDefaults:Protocols", "Http2"));
        await FollowAsync(site, served);
    }

    [NginxBrowserFact]
    public async Task The_page_receives_messages_behind_nginx_under_a_path()
    {
        await using var site = await ServeAsync();
        await using var served = await ServedServer.UnderPathAsync(("Access:Origins:0", site.Urls.First()));
        await FollowAsync(site, served);
    }

    private async Task FollowAsync(WebApplication site, ServedServer served)
    {
        await served.PublishAsync("news", "one");
        await using var page = await browser.OpenAsync(
            new Uri(site.Urls.First()), options =>
                options.IgnoreHTTPSErrors = true, $"/index.html?topic=news&server={Uri.EscapeDataString(served.Address.ToString())}");
        await page.SeesAsync("li[data-type=caught-up]", "new messages follow");
        await served.PublishAsync("news", "two");
        await page.SeesAsync("li[data-type=message]", "two");
        (await page.Tab.Locator("li[data-type=message]").AllInnerTextsAsync().OrTimeout()).Should().Equal("one", "two");
        page.Errors.Should().BeEmpty();
    }

    private static async Task<WebApplication> ServeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(
            Path.Combine(Repository.Root, "samples", "browser-events"))
        });
        await app.StartAsync().OrTimeout();
        return app;
    }
}
