using System.Globalization;
using Microsoft.Playwright;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Page;
using Streaming.Tests.Support;

namespace Streaming.Tests.ConsolePage;

/// <summary>
/// Shows the console with much data: 50,000 topics, 200 jobs and a failing webhook. With the environment variable
/// <c>STREAMING_SCREENSHOTS</c> it writes the pictures of the documents to this folder.
/// </summary>
[Trait("Category", "Slow")]
public sealed class ScreenshotTests(Browser browser) : IClassFixture<Browser>
{
    private const int Topics = 50_000, Width = 1280, Height = 820;

    [BrowserFact]
    public async Task The_console_shows_fifty_thousand_topics_two_hundred_jobs_and_a_failing_webhook()
    {
        await using var sample = await SampleServer.StartAsync();
        var appends = Enumerable.Range(0, Topics).Select(number => Appends.Of(NameOf(number), "x")).ToList();
        await sample.Server.Get<TopicRegistry>().GetLog(appends[0].Topic).AppendAsync(appends, CancellationToken.None).OrTimeout();

        await using (var page = await OpenAsync(sample, "topics"))
        {
            await page.SeesAsync(".pager-text", "Page 1");
            await ShootAsync(page, "topics");
            await page.Tab.Locator("#view [data-search]").FillAsync("user-49");
            await page.SeesAsync(".pager-text", "Page 1");
            await page.SeesAsync("#view tbody tr", "user-49");
        }

        await ShootAsync(sample, "overview", ".plot-image[aria-label*='Memory'][aria-label*='iB']", "overview");
        await ShootAsync(sample, "overview", ".plot-image[aria-label*='Memory'][aria-label*='iB']", "overview-dark", ColorScheme.Dark);
        await ShootAsync(sample, "topics/orders:eu", ".message", "topic");
        await ShootAsync(sample, "jobs", "#view tbody tr .badge", "jobs");
        await ShootAsync(sample, $"jobs/{sample.FailedJob}", ".errors", "job-dark", ColorScheme.Dark);
        await ShootAsync(sample, $"webhooks/{sample.FailingWebhook}", "#view .bad", "webhook");
        await ShootAsync(sample, "connections", "#view tbody tr", "connections");
        await ShootAsync(sample, "overview", ".plot-image[aria-label*='Memory'][aria-label*='iB']", "phone", isPhone: true);
        await ShootAsync(sample, "jobs", "#view tbody tr .badge", "phone-dark", ColorScheme.Dark, isPhone: true);
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"inbox:user-{number:00000}");

    private async Task ShootAsync(
        SampleServer sample, string place, string shown, string name, ColorScheme scheme = ColorScheme.Light, bool isPhone = false)
    {
        await using var page = await OpenAsync(sample, place, scheme, isPhone);
        await page.Tab.Locator(shown).First.WaitForAsync().OrTimeout();
        await ShootAsync(page, name);
        page.Errors.Should().BeEmpty();
    }

    private Task<OpenPage> OpenAsync(
        SampleServer sample, string place, ColorScheme scheme = ColorScheme.Light, bool isPhone = false) =>
        browser.OpenConsoleAsync(sample.Address, place, options =>
        {
            options.ColorScheme = scheme;
            options.ViewportSize = new ViewportSize { Width = Width, Height = Height };
            if (isPhone)
                ConsoleTab.Phone(options);
        });

    private static async Task ShootAsync(OpenPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("STREAMING_SCREENSHOTS") is { Length: > 0 } folder)
            await page.Tab.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"console-{name}.png") }).OrTimeout();
    }
}
