using Microsoft.Playwright;
using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

[Trait("Category", "Slow")]
public sealed class AppearanceTests(Browser browser) : IClassFixture<Browser>
{
    private const int PhoneWidth = 360, PhoneHeight = 740, DesktopWidth = 1280, DesktopHeight = 900;

    [BrowserFact]
    public async Task On_a_phone_nothing_scrolls_sideways_even_with_long_messages()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("ticks", new string('x', 3_000));
        await using var page = await browser.OpenAsync(
            server.Address, options => options.ViewportSize = new ViewportSize { Width = PhoneWidth, Height = PhoneHeight });
        await page.SeesAsync("#ticks-log .row", "xxx");
        await page.JoinAsync(new string('n', 64));
        await page.Id("chat-text").FillAsync(new string('y', 500));
        await page.Id("chat-text").PressAsync("Enter");
        await page.SeesAsync("#chat-log .said", "yyy");
        (await page.Tab.EvaluateAsync<int>("document.documentElement.scrollWidth").OrTimeout()).Should().BeLessThanOrEqualTo(PhoneWidth);
    }

    [BrowserFact]
    public async Task The_page_sends_requests_only_to_its_server_and_reports_no_error()
    {
        await using var server = await TestServer.StartAsync(("Samples:Ticker", "true"));
        await using var page = await browser.OpenAsync(server.Address);
        await page.JoinAsync("Ann");
        await page.SeesAsync("#ticks-log .row", "tick 0");
        page.Requests.Should().NotBeEmpty().And.OnlyContain(request => request.Authority == server.Address.Authority);
        page.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task Every_element_has_an_accessible_name_and_a_landmark()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        (await Accessibility.FaultsAsync(page)).Should().BeEmpty();
    }

    [BrowserFact]
    public async Task The_page_has_a_light_and_a_dark_theme()
    {
        await using var server = await TestServer.StartAsync(("Samples:Ticker", "true"));
        var backgrounds = new List<string>();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var (name, width, height) in new[] { ("desktop", DesktopWidth, DesktopHeight), ("phone", PhoneWidth, PhoneHeight) })
            {
                await using var page = await browser.OpenAsync(server.Address, options =>
                {
                    options.ColorScheme = scheme;
                    options.ViewportSize = new ViewportSize { Width = width, Height = height };
                });
                await page.JoinAsync("Ann");
                await page.Id("chat-text").FillAsync($"Hello from a {name}");
                await page.Id("chat-text").PressAsync("Enter");
                await page.SeesAsync("#chat-log .said", $"Hello from a {name}");
                await page.SeesAsync("#ticks-log .row", "tick");
                backgrounds.Add(await page.Tab.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor").OrTimeout());
                await ScreenshotAsync(page, $"{name}-{scheme.ToString().ToLowerInvariant()}.png");
            }
        }

        backgrounds[0].Should().Be(backgrounds[1]).And.NotBe(backgrounds[2]);
    }

    private static async Task ScreenshotAsync(OpenPage page, string file)
    {
        if (Environment.GetEnvironmentVariable("STREAMING_SCREENSHOTS") is not { Length: > 0 } folder)
            return;
        await page.Tab.EvaluateAsync("scrollTo(0, 0)").OrTimeout();
        await page.Tab.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, file) }).OrTimeout();
    }
}
