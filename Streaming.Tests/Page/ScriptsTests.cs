using Microsoft.Playwright;
using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

/// <summary>Tests that names and texts of any script are shown completely, in their own direction, and within their element.</summary>
[Trait("Category", "Slow")]
public sealed class ScriptsTests(Browser browser) : IClassFixture<Browser>
{
    private const int PhoneWidth = 360, PhoneHeight = 740;
    private const string Arabic = "مرحبا بالعالم (123) ABC", Hebrew = "שלום, עולם!", Family = "👩‍👩‍👧‍👦", Astronaut = "👩🏽‍🚀",
        Persian = "می‌خواهم", Thai = "ที่นี่ดีมาก",
        Combining = "Z͑ͫa͋l̓g̈́o é", Chinese = "这是一个没有空格的很长的句子它应该在行尾自动换行而不会超出边框",
            German = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";

    private static readonly string[] s_texts = [Arabic, Hebrew, Family, Persian, Thai, Combining, Chinese, German];

    [BrowserFact]
    public async Task Text_of_every_script_is_shown_unchanged_and_fits_the_screen_of_a_phone()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(
            server.Address, options => options.ViewportSize = new ViewportSize { Width = PhoneWidth, Height = PhoneHeight });
        await page.StateIsAsync("room", "live");
        await page.JoinAsync($"{Hebrew} {Astronaut}");
        foreach (var text in s_texts)
        {
            await server.Client.PublishAsync("room:lobby", text);
            await page.SeesAsync("#room-log .row", text);
            await page.SeesAsync("#chat-log .said", text);
        }

        (await page.Tab.Locator("#chat-log .said-text").AllInnerTextsAsync().OrTimeout()).Should().Equal(s_texts);
        (await page.Tab.EvaluateAsync<int>("document.documentElement.scrollWidth").OrTimeout()).Should().BeLessThanOrEqualTo(PhoneWidth);
        if (Environment.GetEnvironmentVariable("STREAMING_SCREENSHOTS") is { Length: > 0 } folder)
        {
            foreach (var card in new[] { "room", "chat" })
                await page.Id(card).ScreenshotAsync(new LocatorScreenshotOptions { Path = Path.Combine(folder, $"scripts-{card}.png") })
                    .OrTimeout();
        }

        page.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task Right_to_left_text_does_not_change_the_direction_of_the_text_around_it()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await page.StateIsAsync("room", "live");
        await page.JoinAsync(Hebrew);
        await page.SeesAsync("#members li bdi", Hebrew);
        await page.SeesAsync("#chat-log .line bdi", Hebrew);
        await page.SeesAsync("#room-log .row[data-position]", $"{{\"name\":\"{Hebrew}\"");
        await page.Id("chat-text").FillAsync(Arabic);
        (await DirectionAsync(page, "#chat-text")).Should().Be("rtl");
        await page.Id("chat-text").PressAsync("Enter");
        await page.SeesAsync("#chat-log .said", Arabic);
        await page.SeesAsync("#room-log .row", Arabic);
        (await DirectionAsync(page, "#chat-log .said-text")).Should().Be("rtl");
        (await DirectionAsync(page, "#room-log .row-data[dir]:last-child >> nth=-1")).Should().Be("rtl");
        (await DirectionAsync(page, "#chat-log .line")).Should().Be("ltr");
    }

    [BrowserFact]
    public async Task Names_with_joiners_are_accepted_and_hidden_characters_are_refused()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        foreach (var wrong in new[] { "a\u200Db", "a\u202Eb", "\u200D", new string('n', 65), " " })
        {
            await page.Id("chat-name").FillAsync(wrong);
            await page.Id("chat-join").ClickAsync();
            await page.SeesAsync("#chat-error", "a name of 1 to 64 printable characters");
        }

        foreach (var name in new[] { Astronaut, Persian, string.Concat(Enumerable.Repeat(Family, 20)) })
        {
            await page.JoinAsync(name);
            await page.SeesAsync("#members li", name);
            await page.Id("chat-join").ClickAsync();
            await page.StateIsAsync("chat", "closed");
        }
    }

    [BrowserFact]
    public async Task A_long_text_is_truncated_between_visible_characters()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        // The 2,000th code unit is in the middle of the emoji.
        await server.Client.PublishAsync("ticks", new string('x', 1_995) + Family + new string('y', 5_000));
        await page.SeesAsync("#ticks-log .row", "more characters");
        var shown = await page.Tab.Locator("#ticks-log .row-data").InnerTextAsync().OrTimeout();
        shown.Should().Be($"{new string('x', 1_995)}… (5,011 more characters)");
    }

    private static Task<string> DirectionAsync(OpenPage page, string selector) =>
        page.Tab.Locator(selector).Last.EvaluateAsync<string>("element => getComputedStyle(element).direction").OrTimeout();
}
