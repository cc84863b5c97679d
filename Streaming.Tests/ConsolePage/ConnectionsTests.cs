using Streaming.Tests.Page;
using Streaming.Tests.Support;

namespace Streaming.Tests.ConsolePage;

[Trait("Category", "Slow")]
public sealed class ConnectionsTests(Browser browser) : IClassFixture<Browser>
{
    [BrowserFact]
    public async Task A_connection_is_found_by_its_topic_and_cut_after_a_question()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await RoomClient.JoinAsync(server, "lobby", "name=Ada");
        await using var other = await RoomClient.JoinAsync(server, "support", "name=Grace");
        await using var page = await browser.OpenConsoleAsync(server.Address, "connections");
        await page.SeesAsync("#view tbody tr", "Ada");
        await page.SeesAsync("#view tbody tr", "Grace");
        await page.Tab.Locator("#view input[name=topic]").FillAsync("room:lobby");
        await page.SeesAsync(".pager-text", "1 connection");
        await page.SeesAsync("#view tbody tr", "WebSocket");
        await page.ActAsync("cut");
        await page.SeesAsync("#confirm-text", "Ada");
        await page.AgreeAsync();
        await page.NewsAsync("The connection was cut");
        while (await client.ReceiveTextAsync() is not null)
        {
            // The frames before the end of the connection.
        }

        await page.SeesAsync(".empty", "No connection fits");
        page.Errors.Should().BeEmpty();
    }
}
