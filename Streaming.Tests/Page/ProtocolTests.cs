using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

/// <summary>Tests the page over TLS, where a browser uses HTTP/2 for all requests.</summary>
[Trait("Category", "Slow")]
public sealed class ProtocolTests(Browser browser) : IClassFixture<Browser>
{
    [BrowserFact]
    public async Task Over_TLS_the_page_uses_HTTP_2_for_everything()
    {
        await using var server = await Tls.StartServerAsync(("Samples:Ticker", "true"), ("Samples:Jobs", "true"));
        await using var page = await browser.OpenAsync(server.Address, options => options.IgnoreHTTPSErrors = true);
        (await page.Tab.EvaluateAsync<string>("performance.getEntriesByType('navigation')[0].nextHopProtocol").OrTimeout()).Should()
            .Be("h2");
        await page.StateIsAsync("ticks", "live");
        await page.SeesAsync("#ticks-log .row", "tick");
        await using var other = await page.OpenTabAsync();
        await other.SeesAsync("#ticks-log .row", "tick");
        await PathTests.UseAsync(page);
        await other.SeesAsync("#room-log .row", "published");
        page.Errors.Should().OnlyContain(error => error.Contains("400", StringComparison.Ordinal), "one webhook was refused");
    }
}
