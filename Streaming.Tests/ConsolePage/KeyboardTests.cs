using Microsoft.Playwright;
using Streaming.Tests.Page;
using Streaming.Tests.Support;

namespace Streaming.Tests.ConsolePage;

[Trait("Category", "Slow")]
public sealed class KeyboardTests(Browser browser) : IClassFixture<Browser>
{
    [BrowserFact]
    public async Task The_console_is_used_with_keys_only()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "one");
        await using var page = await browser.OpenConsoleAsync(server.Address, "overview");
        await page.TitleIsAsync("Overview");
        await page.Tab.Keyboard.PressAsync("Tab");
        await page.HasFocusAsync("skip");
        await page.Tab.Keyboard.PressAsync("Enter");
        await page.HasFocusAsync("main");
        page.Tab.Url.Should().EndWith("#/overview", "the skip link does not leave the section");

        await page.Tab.Keyboard.PressAsync("g");
        await page.Tab.Keyboard.PressAsync("t");
        await page.TitleIsAsync("Topics");
        await page.Tab.Locator("#view h1:focus").WaitForAsync().OrTimeout();
        await page.Tab.Keyboard.PressAsync("/");
        await page.Tab.Keyboard.TypeAsync("news");
        await page.Row("news").WaitForAsync().OrTimeout();
        await page.SeesAsync(".pager-text", "1 topic");
        await page.Tab.Keyboard.PressAsync("Tab");
        await page.Tab.Keyboard.PressAsync("Enter");
        await page.TitleIsAsync("news");

        await page.SeesAsync(".message", "one");
        await page.Tab.Locator(".messages .log").FocusAsync();
        await page.Tab.Keyboard.PressAsync("ArrowDown");
        await page.Tab.Keyboard.PressAsync("Enter");
        await page.SeesAsync("dialog[open] h2", "Message 1");
        await page.Tab.Keyboard.PressAsync("Escape");

        await page.Tab.Keyboard.PressAsync("?");
        await page.Tab.Locator("#help[open]").WaitForAsync().OrTimeout();
        await page.Id("help-on").UncheckAsync();
        await page.Tab.Keyboard.PressAsync("Escape");
        await page.Tab.Keyboard.PressAsync("g");
        await page.Tab.Keyboard.PressAsync("j");
        await page.TitleIsAsync("news");
        page.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task On_a_phone_the_drawer_opens_and_closes_and_returns_the_focus()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenConsoleAsync(server.Address, "topics", ConsoleTab.Phone);
        await page.TitleIsAsync("Topics");
        await page.Id("more").ClickAsync();
        await page.Tab.Locator("#drawer[data-open] a:focus").WaitForAsync().OrTimeout();
        await page.Tab.Keyboard.PressAsync("Escape");
        await page.Tab.Locator("#drawer:not([data-open])").WaitForAsync(new() { State = WaitForSelectorState.Attached })
            .OrTimeout();
        await page.HasFocusAsync("menu");
        await page.Id("menu").ClickAsync();
        await page.Tab.Locator("#drawer a[data-section=audit]").ClickAsync();
        await page.TitleIsAsync("Audit");
        page.Errors.Should().BeEmpty();
    }
}
