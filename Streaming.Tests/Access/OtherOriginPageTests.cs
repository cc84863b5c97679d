using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Tests.Page;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>Tests a page of another origin than the server's in a real browser.</summary>
[Trait("Category", "Slow")]
public sealed class OtherOriginPageTests(Browser browser) : IClassFixture<Browser>
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [BrowserFact]
    public async Task A_page_of_an_allowed_origin_signs_in_subscribes_and_continues_after_a_refresh()
    {
        await using var site = await OtherSite.StartAsync();
        await using var server = await Tokens.StartServerAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(_time), ("Access:Origins:0", site.Origin));
        await using var page = await browser.OpenAsync(site.Address);
        (await OtherSite.RunAsync(page, server.Address, "session", Token(minutes: 10))).Should().Be("200");
        await OtherSite.RunAsync(page, server.Address, "listen");
        (await server.Client.PublishWithAsync(Token(minutes: 60), "news", "first")).Dispose();
        await OtherSite.ReceivesAsync(page, "message first");

        (await OtherSite.RunAsync(page, server.Address, "refresh", Token(minutes: 30))).Should().Be("200 1");
        _time.Advance(TimeSpan.FromMinutes(20));
        (await server.Client.PublishWithAsync(Token(minutes: 60), "news", "past the first end")).Dispose();
        await OtherSite.ReceivesAsync(page, "message past the first end");
        _time.Advance(TimeSpan.FromMinutes(10));
        await OtherSite.ReceivesAsync(page, "expired");
        (await page.Tab.EvaluateAsync<int>("opened").OrTimeout()).Should().Be(1, "it never connected again");
        (await OtherSite.RunAsync(page, server.Address, "socket")).Should().Be("refused", "the cookie has expired too");
    }

    [BrowserFact]
    public async Task A_page_of_another_origin_connects_over_no_transport()
    {
        await using var site = await OtherSite.StartAsync();
        await using var server = await TestServer.StartAsync(("Access:Open", "true"));
        await server.Client.PublishAsync("news", "secret");
        await using var page = await browser.OpenAsync(site.Address);
        (await OtherSite.RunAsync(page, server.Address, "read")).Should().Be("refused");
        (await OtherSite.RunAsync(page, server.Address, "socket")).Should().Be("refused");
        (await OtherSite.RunAsync(page, server.Address, "eventsource")).Should().Be("refused");
        await using var own = await browser.OpenAsync(server.Address);
        (await own.Tab.EvaluateAsync<string>(
            $"() => new Promise(done => {{ const s = new WebSocket('ws://{server.Address.Authority}/ws/lobby'); s.onopen = () => " +
                $"done('open'); s.onerror = () => done('refused'); }})").OrTimeout()).Should().Be("open");
    }

    private string Token(int minutes) => Tokens.For(publish: ["*"], subscribe: ["*"], expires: _time.GetUtcNow().AddMinutes(minutes));
}
