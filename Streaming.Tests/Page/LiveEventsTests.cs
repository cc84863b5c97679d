using System.Globalization;
using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

[Trait("Category", "Slow")]
public sealed class LiveEventsTests(Browser browser) : IClassFixture<Browser>
{
    [BrowserFact]
    public async Task The_page_shows_live_ticks()
    {
        await using var server = await TestServer.StartAsync(("Samples:Ticker", "true"));
        await using var page = await browser.OpenAsync(server.Address);
        await page.StateIsAsync("ticks", "live");
        await page.SeesAsync("#ticks-log .row", "tick 0");
        await page.SeesAsync("#ticks-log .row", "tick 1");
        page.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_disconnected_page_reports_this_and_resumes_without_loss_or_duplicate()
    {
        await using var server = await TestServer.StartAsync(("Sse:Retry", "00:00:00.100"));
        await using var relay = new TcpRelay(server.Address);
        await using var page = await browser.OpenAsync(relay.Address);
        await page.StateIsAsync("ticks", "live");
        await PublishAsync(server, 1, 5);
        await page.SeesAsync("#ticks-log .row", "n5.");

        relay.Cut();
        await page.StateIsAsync("ticks", "reconnecting");
        await PublishAsync(server, 6, 10);
        relay.Restore();
        await page.SeesAsync("#ticks-log .line[data-kind=resumed]", "5 messages replayed");
        await PublishAsync(server, 11, 15);
        await page.SeesAsync("#ticks-log .row", "n15.");

        var rows = await page.Tab.Locator("#ticks-log .row .row-data").AllInnerTextsAsync().OrTimeout();
        rows.Should().Equal(Enumerable.Range(1, 15).Select(i => $"n{i}."));
    }

    [BrowserFact]
    public async Task The_page_shows_a_gap_and_its_size()
    {
        await using var server = await TestServer.StartAsync(("Sse:Retry", "00:00:00.100"));
        await using var relay = new TcpRelay(server.Address);
        await using var page = await browser.OpenAsync(relay.Address);
        await page.StateIsAsync("ticks", "live");
        await PublishAsync(server, 1, 2);
        await page.SeesAsync("#ticks-log .row", "n2.");

        relay.Cut();
        await page.StateIsAsync("ticks", "reconnecting");
        var last = await PublishAsync(server, 3, 8);
        using var trimmed = await server.Client.DeleteAsync($"/topics/ticks/messages?before={last}").OrTimeout();
        trimmed.EnsureSuccessStatusCode();
        relay.Restore();
        await page.SeesAsync("#ticks-log .line[data-kind=gap]", "5 messages were lost");
        await page.SeesAsync("#ticks-log .row", "n8.");
    }

    [BrowserFact]
    public async Task A_user_can_disconnect_and_reconnect_the_stream()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await page.StateIsAsync("ticks", "live");
        await PublishAsync(server, 1, 1);
        await page.SeesAsync("#ticks-log .row", "n1.");
        await page.Id("ticks-toggle").ClickAsync();
        await page.StateIsAsync("ticks", "closed");
        await PublishAsync(server, 2, 3);
        await page.Id("ticks-toggle").ClickAsync();
        await page.SeesAsync("#ticks-log .row", "n3.");
        var rows = await page.Tab.Locator("#ticks-log .row .row-data").AllInnerTextsAsync().OrTimeout();
        rows.Should().Equal("n1.", "n2.", "n3.");
    }

    private static async Task<string> PublishAsync(TestServer server, int from, int through)
    {
        var last = string.Empty;
        for (var i = from; i <= through; i++)
            last = (await server.Client.PublishAsync("ticks", string.Create(CultureInfo.InvariantCulture, $"n{i}."))).GetProperty("last")
                .GetString()!;
        return last;
    }
}
