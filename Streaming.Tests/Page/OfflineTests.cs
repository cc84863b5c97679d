using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

/// <summary>Tests that the page reports that it is offline, retries, and misses no message.</summary>
[Trait("Category", "Slow")]
public sealed class OfflineTests(Browser browser) : IClassFixture<Browser>
{
    [BrowserFact]
    public async Task The_page_reports_an_unreachable_server_and_misses_nothing_afterwards()
    {
        await using var server = await TestServer.StartAsync(("Sse:Retry", "00:00:00.100"));
        await using var relay = new TcpRelay(server.Address);
        await using var page = await browser.OpenAsync(relay.Address);
        await page.StateIsAsync("ticks", "live");
        await server.Client.PublishAsync("ticks", "before");
        await page.SeesAsync("#ticks-log .row", "before");
        (await page.Id("offline").IsVisibleAsync().OrTimeout()).Should().BeFalse();

        relay.Cut();
        await page.SeesAsync("#offline-text", "Offline: the server does not respond. Trying again");
        await page.SeesAsync("#offline-text", "Last message at");
        await page.StateIsAsync("ticks", "reconnecting");
        if (Environment.GetEnvironmentVariable("STREAMING_SCREENSHOTS") is { Length: > 0 } folder)
            await page.Tab.ScreenshotAsync(new() { Path = Path.Combine(folder, "offline.png") }).OrTimeout();
        await server.Client.PublishAsync("ticks", "meanwhile");
        relay.Restore();
        await page.SeesAsync("#ticks-log .row", "meanwhile");
        await page.SeesAsync("#ticks-log .line[data-kind=resumed]", "1 message replayed");
        await GoesAsync(page);
        await RowsAreAsync(page, "before", "meanwhile");
    }

    [BrowserFact]
    public async Task An_error_status_of_a_proxy_counts_as_offline_until_the_server_is_back()
    {
        await using var server = await TestServer.StartAsync();
        await using var relay = new TcpRelay(server.Address);
        await using var page = await browser.OpenAsync(relay.Address);
        await page.StateIsAsync("ticks", "live");
        await server.Client.PublishAsync("ticks", "before");
        await page.SeesAsync("#ticks-log .row", "before");
        relay.Cut("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        await page.SeesAsync("#offline-text", "Offline: the server does not respond");
        await server.Client.PublishAsync("ticks", "meanwhile");
        await page.Id("offline-retry").ClickAsync();
        relay.Restore();
        await page.SeesAsync("#ticks-log .row", "meanwhile");
        await GoesAsync(page);
        await RowsAreAsync(page, "before", "meanwhile");
    }

    [BrowserFact]
    public async Task The_page_reports_a_device_without_a_network_at_once()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await page.StateIsAsync("ticks", "live");
        await server.Client.PublishAsync("ticks", "before");
        await page.SeesAsync("#ticks-log .row", "before");
        await page.SetOfflineAsync(true);
        await page.SeesAsync("#offline-text", "Offline: this device has no network");
        await server.Client.PublishAsync("ticks", "meanwhile");
        await page.SetOfflineAsync(false);
        await page.SeesAsync("#ticks-log .row", "meanwhile");
        await GoesAsync(page);
        await server.Client.PublishAsync("ticks", "after");
        await page.SeesAsync("#ticks-log .row", "after");
        await RowsAreAsync(page, "before", "meanwhile", "after");
    }

    private static Task GoesAsync(OpenPage page) =>
        page.Id("offline").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Hidden }).OrTimeout();

    private static async Task RowsAreAsync(OpenPage page, params string[] texts) =>
        (await page.Tab.Locator("#ticks-log .row .row-data").AllInnerTextsAsync().OrTimeout()).Should().Equal(texts);
}
