using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Streaming.Tests.Clients;
using Streaming.Tests.Page;
using Streaming.Tests.Proxies;
using Streaming.Tests.Support;

namespace Streaming.Tests.Samples;

/// <summary>Tests the static sample page with the Centrifugal client, in a real browser and from another origin.</summary>
[Trait("Category", "Slow")]
public sealed class BrowserCentrifugeTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "samples", "browser-centrifuge");

    [BrowserFact(NodePackages.Clients)]
    public async Task The_page_chats_and_resumes_after_a_reload()
    {
        await using var site = await StartSiteAsync();
        var origin = site.Urls.Single();
        await using var server = await TestServer.StartAsync(("Access:Origins:0", origin));
        await server.Client.PublishAsync("room:lobby", "said before");
        var address = $"{origin}/?room=lobby&name=ann&server=ws://{server.Address.Authority}/connection/websocket";
        await using var page = await browser.OpenAsync(new Uri(origin));
        await page.Tab.GotoAsync(address).OrTimeout();
        await page.SeesAsync("li", "said before");
        await page.SeesAsync("li", "ann joined");
        await page.Id("text").FillAsync("hello <b>all</b>");
        await page.Tab.ClickAsync("button").OrTimeout();
        await page.SeesAsync("li", "ann: hello <b>all</b>");

        await page.Tab.GotoAsync("about:blank").OrTimeout();
        await server.Client.MembersBecomeAsync("lobby", 0);
        await server.Client.PublishAsync("room:lobby", "missed", "?sender=bob");
        await page.Tab.GotoAsync(address).OrTimeout();
        await page.SeesAsync("li", "bob: missed");
        (await page.Tab.Locator("li", new() { HasText = "hello" }).CountAsync().OrTimeout()).Should().Be(0, "only missed messages arrive");
    }

    [BrowserFact(NodePackages.Clients)]
    public async Task The_page_chats_over_TLS()
    {
        await using var site = await StartSiteAsync();
        await using var served = await ServedServer.OverTlsAsync(("Access:Origins:0", site.Urls.Single()));
        await ChatAsync(site.Urls.Single(), served);
    }

    [NginxBrowserFact(NodePackages.Clients)]
    public async Task The_page_chats_behind_nginx_under_a_path()
    {
        await using var site = await StartSiteAsync();
        await using var served = await ServedServer.UnderPathAsync(("Access:Origins:0", site.Urls.Single()));
        await ChatAsync(site.Urls.Single(), served);
    }

    private async Task ChatAsync(string origin, ServedServer served)
    {
        await served.PublishAsync("room:lobby", "said before");
        await using var page = await browser.OpenAsync(
            new Uri(origin), options =>
                options.IgnoreHTTPSErrors = true, $"/?room=lobby&name=ann&server={served.WebSocketAddress}connection/websocket");
        await page.SeesAsync("li", "said before");
        await page.SeesAsync("li", "ann joined");
        await page.Id("text").FillAsync("hello all");
        await page.Tab.ClickAsync("button").OrTimeout();
        await page.SeesAsync("li", "ann: hello all");
        page.Errors.Should().BeEmpty();
    }

    [Fact]
    public void The_page_and_the_tests_use_the_same_client_version() =>
        Version(s_folder).Should().Be(Version(NodePackages.PathOf(NodePackages.Clients))).And.NotBeNull();

    private static string? Version(string folder) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "package.json"))).RootElement.GetProperty("dependencies")
            .GetProperty("centrifuge").GetString();

    private static async Task<WebApplication> StartSiteAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var site = builder.Build();
        site.UseFileServer(new FileServerOptions { FileProvider = new PhysicalFileProvider(s_folder) });
        // Copies the client as 'npm run vendor' does.
        site.UseFileServer(new FileServerOptions
        {
            FileProvider = new PhysicalFileProvider(
            Path.Combine(NodeReader.Folder, "node_modules", "centrifuge", "dist")),
            RequestPath = "/vendor"
        });
        await site.StartAsync().OrTimeout();
        return site;
    }
}
