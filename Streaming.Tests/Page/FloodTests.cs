using System.Globalization;
using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

/// <summary>Tests that the page stays usable at any rate of messages: it counts all of them, and shows the latest ones.</summary>
[Trait("Category", "Slow")]
public sealed class FloodTests(Browser browser) : IClassFixture<Browser>
{
    private const int Batch = 1_000, AtLeast = 50_000, Most = 2_000_000, Rows = 200;

    [BrowserFact]
    public async Task A_click_is_handled_during_a_flood_of_messages_and_every_message_is_counted()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await page.StateIsAsync("ticks", "live");
        using var handled = new CancellationTokenSource();
        // The stream continues until the click was handled, and for at least 50,000 messages.
        var publishing = PublishAsync(server, handled.Token);
        await page.Tab.Locator("#ticks-log .row").First.WaitForAsync().OrTimeout();
        await page.Id("ticks-pause").ClickAsync();
        await page.Tab.Locator("#ticks[data-paused]").WaitForAsync().OrTimeout();
        var shown = await page.Tab.Locator("#ticks-log .row").AllInnerTextsAsync().OrTimeout();
        await handled.CancelAsync();
        var published = await publishing;
        published.Should().BeLessThan(Most, "the click was handled before the stream ended");

        await page.SeesAsync("#ticks-count", published.ToString("N0", CultureInfo.InvariantCulture));
        await page.SeesAsync("#ticks-waiting", "Paused");
        (await page.Tab.Locator("#ticks-log .row").AllInnerTextsAsync().OrTimeout()).Should()
            .Equal(shown, "nothing moves while it is paused");
        await page.Id("ticks-pause").ClickAsync();
        await page.SeesAsync("#ticks-log .row", $"n{published}.");
        (await page.Tab.Locator("#ticks-log > *").CountAsync().OrTimeout()).Should().BeLessThanOrEqualTo(Rows);
        (await page.Id("ticks-rate").InnerTextAsync().OrTimeout()).Should().EndWith("/s");
        page.Errors.Should().BeEmpty();
    }

    private static async Task<int> PublishAsync(TestServer server, CancellationToken handled)
    {
        var published = 0;
        while (published < Most && (published < AtLeast || !handled.IsCancellationRequested))
        {
            var lines = new StringBuilder();
            for (var i = 1; i <= Batch; i++)
                lines.Append(CultureInfo.InvariantCulture, $"{{\"data\":\"n{published + i}.\"}}\n");
            using var answer = await server.Client.PostAsync("/topics/ticks/messages", lines.ToString(), "application/x-ndjson");
            answer.EnsureSuccessStatusCode();
            published += Batch;
        }

        return published;
    }
}
