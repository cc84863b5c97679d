using Streaming.Tests.Access;
using Streaming.Tests.Page;
using Streaming.Tests.Support;

namespace Streaming.Tests.ConsolePage;

/// <summary>Tests the console of a server that requires tokens, as in Production.</summary>
[Trait("Category", "Slow")]
public sealed class SignInTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly string[] s_everything = ["*"], s_news = ["news"];

    [BrowserFact]
    public async Task Nothing_is_shown_before_the_sign_in_and_after_the_sign_out()
    {
        await using var server = await Tokens.StartServerAsync();
        await using var page = await browser.OpenConsoleAsync(server.Address, "topics");
        await page.SeesAsync("#session-who", "requires a token");
        (await page.Id("view").IsVisibleAsync().OrTimeout()).Should().BeFalse();
        await SignInAsync(page, Tokens.For("u-17", s_everything, s_everything, admin: s_everything, name: "Ann"));
        await page.TitleIsAsync("Topics");
        await page.SeesAsync("#who", "Signed in as Ann");
        await page.GoAsync("jobs");
        await page.TitleIsAsync("Jobs");
        await page.Id("sign-out").ClickAsync();
        await page.SeesAsync("#session-who", "requires a token");
        (await page.Id("view").IsVisibleAsync().OrTimeout()).Should().BeFalse();
    }

    [BrowserFact]
    public async Task A_user_who_is_no_administrator_sees_the_refusal_of_the_server()
    {
        await using var server = await Tokens.StartServerAsync();
        await using var page = await browser.OpenConsoleAsync(server.Address, "webhooks");
        await SignInAsync(page, Tokens.For("u-17", s_news, s_news, name: "Ann"));
        await page.SeesAsync("#view .error", "admin");
        await page.SeesAsync("#link", "Not live");
        await page.GoAsync("overview");
        await page.SeesAsync("#view .error", "system:metrics");
        (await page.Tab.Locator("#view .notice").IsVisibleAsync().OrTimeout()).Should().BeFalse("the refusal says why there is nothing");
    }

    private static async Task SignInAsync(OpenPage page, string token)
    {
        await page.Id("session-token").FillAsync(token);
        await page.Id("session-begin").ClickAsync();
    }
}
