using Streaming.Tests.Page;
using Streaming.Tests.Support;

namespace Streaming.Tests.ConsolePage;

[Trait("Category", "Slow")]
public sealed class OverviewTests(Browser browser) : IClassFixture<Browser>
{
    private const int Plots = 14;

    [BrowserFact]
    public async Task The_overview_plots_the_stored_and_the_new_measurements_of_the_server()
    {
        await using var server = await TestServer.StartAsync(("Metrics:Interval", "00:00:00.200"));
        await Eventually.BecomesAsync(
            () => server.Client.GetJsonAsync("/topics/system:metrics"), topic => topic.GetProperty("count").GetInt64() > 1);
        await using var page = await browser.OpenConsoleAsync(server.Address, "overview");
        await page.Tab.Locator(".plot-image[aria-label*='Memory'][aria-label*='iB']").WaitForAsync().OrTimeout();
        (await page.Tab.Locator(".plot-image").CountAsync().OrTimeout()).Should().Be(Plots);
        await page.SeesAsync(".attention", "Nothing needs attention");

        // A connection that is opened later is counted by a measurement that arrives live.
        await using var client = await RoomClient.JoinAsync(server, "lobby", "name=Ada");
        await page.Tab.Locator(".plot-image[aria-label*='WebSocket 1']").WaitForAsync().OrTimeout();
        page.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_longer_period_is_chosen_and_the_arrow_keys_read_the_values_of_all_plots_at_one_time()
    {
        await using var server = await TestServer.StartAsync(("Metrics:Interval", "00:00:00.200"));
        await using var page = await browser.OpenConsoleAsync(server.Address, "overview");
        await page.Tab.Locator(".segmented label:has-text(\"3 days\")").ClickAsync();
        await page.Tab.Locator(".plot-image[aria-label*='Memory'][aria-label*='iB']").WaitForAsync().OrTimeout();
        page.Tab.Url.Should().EndWith("range=3d");
        await page.Tab.Locator(".plot-image").First.FocusAsync();
        await page.Tab.Keyboard.PressAsync("ArrowLeft");
        await page.Tab.Locator(".plot-time:not(:empty)").Nth(Plots - 1).WaitForAsync().OrTimeout();
        page.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task What_needs_attention_is_named_with_the_way_to_it()
    {
        await using var server = await SampleServer.StartAsync();
        await using var page = await browser.OpenConsoleAsync(server.Address, "overview");
        await page.SeesAsync(".attention-list a", "1 webhook fails");
        await page.Tab.Locator(".attention-list a", new() { HasText = "1 webhook fails" }).ClickAsync();
        await page.TitleIsAsync("Webhooks");
        await page.SeesAsync("#view .badge", "failing");
        page.Errors.Should().BeEmpty();
    }
}
