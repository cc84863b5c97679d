using Microsoft.Playwright;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

/// <summary>Tests the page of a server that requires tokens, as in Production.</summary>
[Trait("Category", "Slow")]
public sealed class SignInTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly string[] s_everything = ["*"];

    [BrowserFact]
    public async Task After_signing_in_the_page_shows_messages_and_chats_under_the_tokens_name()
    {
        await using var production = new StartedInProduction();
        var server = await production.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await page.SeesAsync("#session-title", "Sign in");
        await page.SeesAsync("#ticks-log .line[data-kind=error]", "A token is needed");
        await ScreenshotAsync(page, "sign-in.png");

        await SignInAsync(page, Token(minutes: 60));
        await page.SeesAsync("#session-who", "As Ann, until");
        await page.StateIsAsync("ticks", "live");
        (await server.Client.PublishWithAsync(Token(minutes: 60), "ticks", "for those who signed in")).Dispose();
        await page.SeesAsync("#ticks-log .row", "for those who signed in");
        await page.Id("chat-join").ClickAsync();
        await page.StateIsAsync("chat", "live");
        await page.SeesAsync("#members li", "Ann");
        await ScreenshotAsync(page, "signed-in.png");

        await page.Id("session-end").ClickAsync();
        await page.SeesAsync("#session-title", "Sign in");
        await page.StateIsAsync("ticks", "closed");
        await page.StateIsAsync("chat", "closed");
        page.Errors.Should().NotContain(error => error.Contains("Content Security Policy", StringComparison.Ordinal));
        (await page.Id("session-token").InputValueAsync().OrTimeout()).Should().BeEmpty("the page does not store the token");
    }

    [BrowserFact]
    public async Task The_page_asks_for_a_newer_token_before_the_expiry_and_running_streams_continue()
    {
        await using var server = await Tokens.StartServerAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await SignInAsync(page, Token(minutes: 1));
        await page.SeesAsync("#session-who", "With a newer token");
        await page.StateIsAsync("ticks", "live");
        await page.StateIsAsync("room", "live");

        await SignInAsync(page, Token(minutes: 60));
        await page.Tab.Locator("#session-form[data-state=in]").WaitForAsync().OrTimeout();
        (await page.Id("session-news").InnerTextAsync().OrTimeout()).Should().StartWith("Signed in until");
        (await server.Client.PublishWithAsync(Token(minutes: 60), "ticks", "still here")).Dispose();
        await page.SeesAsync("#ticks-log .row", "still here");
        (await page.Tab.Locator("#ticks-log .line[data-kind=resumed]").CountAsync().OrTimeout()).Should().Be(0, "it never connected again");
    }

    [BrowserFact]
    public async Task A_wrong_token_is_refused_with_a_sentence()
    {
        await using var server = await Tokens.StartServerAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await page.SeesAsync("#session-title", "Sign in");
        await SignInAsync(page, string.Empty);
        await page.SeesAsync("#session-error", "Paste a token first");
        await SignInAsync(page, "nonsense");
        await page.SeesAsync("#session-error", "not a valid JWT");
        await SignInAsync(page, Token(minutes: -1));
        await page.SeesAsync("#session-error", "The token expired at");
    }

    [BrowserFact]
    public async Task The_page_of_an_open_server_shows_no_sign_in()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await page.StateIsAsync("ticks", "live");
        (await page.Id("session").IsVisibleAsync().OrTimeout()).Should().BeFalse();
        page.Errors.Should().BeEmpty();
    }

    private static async Task SignInAsync(OpenPage page, string token)
    {
        await page.Id("session-token").FillAsync(token);
        await page.Id("session-begin").ClickAsync();
    }

    private static string Token(int minutes) =>
        Tokens.For("u-17", s_everything, s_everything, expires: TimeProvider.System.GetUtcNow().AddMinutes(minutes), name: "Ann");

    private static async Task ScreenshotAsync(OpenPage page, string file)
    {
        if (Environment.GetEnvironmentVariable("STREAMING_SCREENSHOTS") is { Length: > 0 } folder)
            await page.Tab.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, file) }).OrTimeout();
    }
}
