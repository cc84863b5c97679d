using Streaming.Tests.Page;
using Streaming.Tests.Support;
using Streaming.Tests.Webhooks;

namespace Streaming.Tests.ConsolePage;

[Trait("Category", "Slow")]
public sealed class WebhooksTests(Browser browser) : IClassFixture<Browser>
{
    [BrowserFact]
    public async Task A_failing_webhook_is_seen_tested_resent_to_paused_and_resumed()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, _) => Task.FromResult(500);
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        await server.Client.PublishAsync("news", "one");
        await using var page = await browser.OpenConsoleAsync(server.Address, $"webhooks/{id}");
        await page.SeesAsync("#view .badge", "500");
        receiver.Answer = (_, _) => Task.FromResult(200);
        await page.SeesAsync("#view .badge", "200");
        await page.ActAsync("resend");
        await page.NewsAsync("Sent again; the receiver responded with status 200");
        await page.ActAsync("test");
        await page.NewsAsync("The receiver responded with status 200");
        await page.ActAsync("rest");
        await page.SeesAsync(".head .badge", "paused");
        await page.ActAsync("rest");
        await page.SeesAsync(".head .badge", "healthy");
        page.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_webhook_is_deleted_only_after_a_question()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        await using var page = await browser.OpenConsoleAsync(server.Address, "webhooks");
        await page.Row(id).Locator("a").ClickAsync();
        await page.TitleIsAsync(receiver.Url);
        await page.ActAsync("delete");
        await page.Id("confirm-no").ClickAsync();
        (await server.Client.GetJsonAsync("/webhooks")).GetArrayLength().Should().Be(1, "the user did not agree");
        await page.ActAsync("delete");
        await page.AgreeAsync();
        await page.TitleIsAsync("Webhooks");
        (await server.Client.GetJsonAsync("/webhooks")).GetArrayLength().Should().Be(0);
        page.Errors.Should().BeEmpty();
    }
}
