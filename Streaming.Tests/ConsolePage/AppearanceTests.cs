using Microsoft.Playwright;
using Streaming.Tests.Page;
using Streaming.Tests.Support;

namespace Streaming.Tests.ConsolePage;

[Trait("Category", "Slow")]
public sealed class AppearanceTests(Browser browser) : IClassFixture<Browser>
{
    [BrowserFact]
    public async Task Each_section_fits_a_phone_and_has_names_landmarks_and_no_errors()
    {
        await using var sample = await SampleServer.StartAsync();
        await using var page = await browser.OpenConsoleAsync(sample.Address, "overview", ConsoleTab.Phone);
        foreach (var place in sample.Places)
        {
            await page.GoAsync(place);
            await page.Tab.Locator($"#view[data-name={place.Split('/', '?')[0]}] h1").WaitForAsync().OrTimeout();
            await page.ShowsDataAsync();
            (await page.Tab.EvaluateAsync<int>("document.documentElement.scrollWidth").OrTimeout()).Should()
                .BeLessThanOrEqualTo(ConsoleTab.PhoneWidth, place);
            (await Accessibility.FaultsAsync(page)).Should().BeEmpty(place);
        }

        page.Errors.Should().BeEmpty();
        page.Requests.Should().OnlyContain(request => request.Authority == sample.Address.Authority);
    }

    [BrowserFact]
    public async Task Each_section_has_a_light_and_a_dark_theme()
    {
        await using var sample = await SampleServer.StartAsync();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var page = await browser.OpenConsoleAsync(sample.Address, "overview", options => options.ColorScheme = scheme);
            var backgrounds = new HashSet<string>();
            foreach (var section in ConsoleTab.Sections)
            {
                await page.GoAsync(section);
                await page.Tab.Locator($"#view[data-name={section}] h1").WaitForAsync().OrTimeout();
                backgrounds.Add(await page.Tab.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor").OrTimeout());
                (await Accessibility.FaultsAsync(page)).Should().BeEmpty($"{section}, {scheme}");
            }

            backgrounds.Should().ContainSingle().Which.Should().Be(scheme == ColorScheme.Light ? "rgb(245, 246, 244)" : "rgb(15, 21, 20)");
            page.Errors.Should().BeEmpty();
        }
    }
}
