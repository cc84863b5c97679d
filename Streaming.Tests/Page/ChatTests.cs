using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

[Trait("Category", "Slow")]
public sealed class ChatTests(Browser browser) : IClassFixture<Browser>
{
    [BrowserFact]
    public async Task Two_tabs_chat_with_each_other_and_list_the_members()
    {
        await using var server = await TestServer.StartAsync();
        await using var ann = await browser.OpenAsync(server.Address);
        await using var ben = await browser.OpenAsync(server.Address);
        await ann.JoinAsync("Ann");
        await ben.JoinAsync("Ben");
        await ann.SeesAsync("#members li", "Ben");
        await ben.SeesAsync("#members li", "Ann");

        await SendTextAsync(ann, "hello <b>Ben</b>");
        await ben.SeesAsync("#chat-log .said", "hello <b>Ben</b>");
        await SendTextAsync(ben, "hello Ann");
        await ann.SeesAsync("#chat-log .said", "hello Ann");
        await ann.SeesAsync("#chat-log .said[data-own]", "hello <b>Ben</b>");
        ann.Errors.Concat(ben.Errors).Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_chat_whose_connection_is_interrupted_reconnects_and_misses_nothing()
    {
        await using var server = await TestServer.StartAsync();
        await using var relay = new TcpRelay(server.Address);
        await using var page = await browser.OpenAsync(relay.Address);
        await page.JoinAsync("Ann");
        await SendTextAsync(page, "before");
        await page.SeesAsync("#chat-log .said", "before");

        relay.Cut();
        await page.StateIsAsync("chat", "reconnecting");
        await server.Client.PublishAsync("room:lobby", "meanwhile");
        relay.Restore();
        await page.StateIsAsync("chat", "live");
        await page.SeesAsync("#chat-log .said", "meanwhile");
        await SendTextAsync(page, "after");
        await page.SeesAsync("#chat-log .said", "after");
        var said = await page.Tab.Locator("#chat-log .said-text").AllInnerTextsAsync().OrTimeout();
        said.Should().Equal("before", "meanwhile", "after");
    }

    [BrowserFact]
    public async Task The_chat_can_be_used_with_the_keyboard_alone()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await TabToAsync(page, "chat-name");
        await page.Tab.Keyboard.PressAsync("Control+A").OrTimeout();
        await page.Tab.Keyboard.TypeAsync("Ann").OrTimeout();
        await page.Tab.Keyboard.PressAsync("Enter").OrTimeout();
        await page.StateIsAsync("chat", "live");
        await page.HasFocusAsync("chat-text");
        await page.Tab.Keyboard.TypeAsync("typed").OrTimeout();
        await page.Tab.Keyboard.PressAsync("Enter").OrTimeout();
        await page.SeesAsync("#chat-log .said", "typed");
        await TabToAsync(page, "publish-data");
    }

    [BrowserFact]
    public async Task An_invalid_name_is_refused_with_a_sentence()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await page.Id("chat-room").FillAsync("not a room");
        await page.Id("chat-join").ClickAsync();
        await page.SeesAsync("#chat-error", "room name");
        (await page.Id("chat-room").GetAttributeAsync("aria-invalid").OrTimeout()).Should().Be("true");
    }

    private static async Task SendTextAsync(OpenPage page, string text)
    {
        await page.Id("chat-text").FillAsync(text);
        await page.Id("chat-text").PressAsync("Enter");
    }

    private static async Task TabToAsync(OpenPage page, string id)
    {
        const int Most = 60;
        for (var i = 0; i < Most; i++)
        {
            await page.Tab.Keyboard.PressAsync("Tab").OrTimeout();
            if (await page.Tab.EvaluateAsync<string>("document.activeElement.id").OrTimeout() == id)
                return;
        }

        throw new InvalidOperationException($"Tab does not lead to #{id}.");
    }
}
