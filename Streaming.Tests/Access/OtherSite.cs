using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Streaming.Tests.Page;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>A site of another origin than the server's, with a page that executes requests of the test.</summary>
public sealed class OtherSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtherSite(WebApplication app) => _app = app;

    public string Origin => _app.Urls.First();

    public Uri Address => new(Origin);

    public static async Task<OtherSite> StartAsync()
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
        return new OtherSite(app);
    }

    /// <summary>Lets the page execute an action, and returns the action's result.</summary>
    public static Task<string> RunAsync(OpenPage page, Uri server, string act, string token = "") =>
        page.Tab.EvaluateAsync<string>($"([server, token]) => acts.{act}(server, token)", new[] { server.ToString(), token }).OrTimeout();

    /// <summary>Waits until the page has received a message on its stream.</summary>
    public static async Task ReceivesAsync(OpenPage page, string what) =>
        await page.Tab.WaitForFunctionAsync(
            "what => heard.includes(what)", what, new PageWaitForFunctionOptions { Timeout = (float)TestTimeout.Limit.TotalMilliseconds })
            .OrTimeout();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
