using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using Streaming.Tests.Page;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>A real browser, with a page of another origin than the server's.</summary>
public sealed class OtherOriginPageTests(Browser browser) : IClassFixture<Browser>
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [BrowserFact]
    public async Task An_allowed_page_signs_in_listens_refreshes_and_goes_on_past_the_first_end()
    {
        await using var site = await StartSiteAsync();
        var origin = site.Urls.First();
        await using var server = await Tokens.StartServerAsync(builder => builder.Services.AddSingleton<TimeProvider>(_time), ("Access:Origins:0", origin));
        await using var page = await browser.OpenAsync(new Uri(origin));
        (await RunAsync(page, server, "session", Token(minutes: 10))).Should().Be("200");
        await RunAsync(page, server, "listen");
        (await server.Client.PublishWithAsync(Token(minutes: 60), "news", "first")).Dispose();
        await HearsAsync(page, "message first");

        (await RunAsync(page, server, "refresh", Token(minutes: 30))).Should().Be("200 1");
        _time.Advance(TimeSpan.FromMinutes(20));
        (await server.Client.PublishWithAsync(Token(minutes: 60), "news", "past the first end")).Dispose();
        await HearsAsync(page, "message past the first end");
        _time.Advance(TimeSpan.FromMinutes(10));
        await HearsAsync(page, "expired");
        (await page.Tab.EvaluateAsync<int>("opened").OrTimeout()).Should().Be(1, "it never connected again");
        (await RunAsync(page, server, "socket")).Should().Be("refused", "the cookie has ended too");
    }

    [BrowserFact]
    public async Task Any_other_page_gets_in_by_no_transport()
    {
        await using var site = await StartSiteAsync();
        await using var server = await TestServer.StartAsync(("Access:Open", "true"));
        await server.Client.PublishAsync("news", "secret");
        await using var page = await browser.OpenAsync(new Uri(site.Urls.First()));
        (await RunAsync(page, server, "read")).Should().Be("refused");
        (await RunAsync(page, server, "socket")).Should().Be("refused");
        (await RunAsync(page, server, "eventsource")).Should().Be("refused");
        await using var own = await browser.OpenAsync(server.Address);
        (await own.Tab.EvaluateAsync<string>(
            $"() => new Promise(done => {{ const s = new WebSocket('ws://{server.Address.Authority}/ws/lobby'); s.onopen = () => done('open'); s.onerror = () => done('refused'); }})").OrTimeout()).Should().Be("open");
    }

    private static async Task<WebApplication> StartSiteAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/", () => Results.Content("""
            <!doctype html><html lang="en"><title>Another site</title><script>
            const heard = [];
            let opened = 0;
            const acts = {
              session: async (server, token) => String((await fetch(server + 'session', { method: 'POST', credentials: 'include', headers: { Authorization: 'Bearer ' + token } })).status),
              refresh: async (server, token) => {
                const answer = await fetch(server + 'session/refresh', { method: 'POST', credentials: 'include', headers: { Authorization: 'Bearer ' + token } });
                return answer.status + ' ' + (await answer.json()).streams;
              },
              listen: server => new Promise(done => {
                const source = new EventSource(server + 'topics/news/events', { withCredentials: true });
                source.onopen = () => { opened++; done('open'); };
                source.onmessage = event => heard.push('message ' + event.data);
                source.addEventListener('expired', () => { heard.push('expired'); source.close(); });
              }),
              eventsource: server => new Promise(done => {
                const source = new EventSource(server + 'topics/news/events');
                source.onopen = () => done('open');
                source.onerror = () => { source.close(); done('refused'); };
              }),
              read: server => fetch(server + 'topics/news/messages').then(answer => answer.text()).catch(() => 'refused'),
              socket: server => new Promise(done => {
                const socket = new WebSocket(server.replace('http', 'ws') + 'ws/lobby');
                socket.onopen = () => done('open');
                socket.onerror = () => done('refused');
              }),
            };
            </script></html>
            """, "text/html"));
        await app.StartAsync().OrTimeout();
        return app;
    }

    private static Task<string> RunAsync(OpenPage page, TestServer server, string act, string token = "") =>
        page.Tab.EvaluateAsync<string>($"([server, token]) => acts.{act}(server, token)", new[] { server.Address.ToString(), token }).OrTimeout();

    private static async Task HearsAsync(OpenPage page, string what) =>
        await page.Tab.WaitForFunctionAsync("what => heard.includes(what)", what, new PageWaitForFunctionOptions { Timeout = (float)Patience.Limit.TotalMilliseconds }).OrTimeout();

    private string Token(int minutes) => Tokens.For(publish: ["*"], subscribe: ["*"], expires: _time.GetUtcNow().AddMinutes(minutes));
}
