using Streaming.Tests.Support;
using Streaming.Tests.Webhooks;

namespace Streaming.Tests.Page;

[Trait("Category", "Slow")]
public sealed class WebhooksTests(Browser browser) : IClassFixture<Browser>
{
    [BrowserFact]
    public async Task A_webhook_can_be_added_tested_paused_and_deleted_and_its_deliveries_are_shown()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await page.Id("webhook-url").FillAsync(receiver.Url);
        await page.Id("webhook-topics").FillAsync("room:*, news");
        await page.Id("webhook-add").ClickAsync();
        await page.SeesAsync("#webhook-secret", "whsec_");
        await page.SeesAsync(".webhook[data-state=active] .item-text", "room:*, news · in order");

        await ActAsync("test");
        await page.SeesAsync("#webhook-news", "responded to the test with status 204");
        await page.SeesAsync(".webhook-deliveries tbody tr", "204");
        receiver.Answer = (_, _) => Task.FromResult(500);
        await server.Client.PublishAsync("news", "one");
        await page.SeesAsync(".webhook-deliveries tr[data-failed]", "500");
        receiver.Answer = (_, _) => Task.FromResult(200);
        await page.SeesAsync(".webhook-deliveries tbody tr", "200");

        await ActAsync("pause");
        await page.SeesAsync(".webhook[data-state=paused] .state", "paused");
        await ActAsync("resume");
        await page.SeesAsync(".webhook[data-state=active] .state", "active");
        if (Environment.GetEnvironmentVariable("STREAMING_SCREENSHOTS") is { } folder)
            await page.Id("webhooks").ScreenshotAsync(new() { Path = Path.Combine(folder, "webhooks.png") });
        await ActAsync("delete");
        await page.Tab.Locator(".webhook").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached }).OrTimeout();
        page.Errors.Should().BeEmpty();

        Task ActAsync(string what) => page.Tab.Locator($".webhook button[data-act={what}]").ClickAsync().OrTimeout();
    }

    [BrowserFact]
    public async Task The_page_shows_the_sentence_of_a_refusal()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await page.Id("webhook-url").FillAsync("http://192.168.1.1/");
        await page.Id("webhook-add").ClickAsync();
        await page.SeesAsync("#webhook-error", "Outbound:AllowedNetworks");
    }
}
