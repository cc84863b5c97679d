using System.Net;
using Streaming.Tests.Sse;
using Streaming.Tests.Support;

namespace Streaming.Tests.Proxies;

/// <summary>Tests event streams and uploads through each reverse proxy, over HTTP/1.1 and over TLS with HTTP/2.</summary>
[Trait("Category", "Slow")]
public sealed class StreamTests
{
    [Theory]
    [ProxyData(ProxyProgram.Nginx)]
    [ProxyData(ProxyProgram.Haproxy)]
    [ProxyData(ProxyProgram.Caddy)]
    public async Task Messages_and_heartbeats_pass_through_the_proxy_without_delay(string name)
    {
        await using var server = await TestServer.StartAsync(("Sse:Heartbeat", "100ms"), ("Access:Open", "true"));
        await using var proxy = await ReverseProxy.StartAsync(name, server.Address);
        foreach (var address in new[] { proxy.Address, proxy.Secure })
        {
            using var client = ReverseProxy.Connect(address);
            await using var events = await RawEventStream.OpenAsync(client, "/topics/news/events");
            events.Response.Version.Should().Be(address == proxy.Secure ? HttpVersion.Version20 : HttpVersion.Version11);
            await events.NextBlockAsync();
            for (var beat = 0; beat < 3; beat++)
                (await events.NextLineAsync()).Should().Be(":");

            await client.PublishAsync("news", "hello");
            string? line;
            do
                line = await events.NextLineAsync();
            while (line == ":");
            line.Should().Be("data: hello");
        }
    }

    [Theory]
    [ProxyData(ProxyProgram.Nginx)]
    [ProxyData(ProxyProgram.Haproxy)]
    [ProxyData(ProxyProgram.Caddy)]
    public async Task Subscribers_receive_an_uploads_messages_before_it_ends(string name)
    {
        await using var server = await TestServer.StartAsync(("Access:Open", "true"));
        await using var proxy = await ReverseProxy.StartAsync(name, server.Address);
        foreach (var address in new[] { proxy.Address, proxy.Secure })
        {
            using var client = ReverseProxy.Connect(address);
            await using var events = await EventStream.OpenAsync(client, "/topics/news/events");
            using var lines = new PausingContent("application/x-ndjson");
            var upload = client.PostAsync("/topics/news/messages", lines);
            lines.Send("{\"data\":\"one\"}\n");
            (await events.NextAsync())!.Data.Should().Be("one");
            lines.Send("{\"data\":\"two\"}\n");
            (await events.NextAsync())!.Data.Should().Be("two");
            lines.End();
            using var answer = await upload.OrTimeout();
            answer.StatusCode.Should().Be(HttpStatusCode.Created);
        }
    }

    /// <param name="name">The name of the proxy.</param>
    /// <param name="showsCut">Whether the response of the proxy is incomplete after an interruption; haproxy 2.6 (to HTTP/2) and Caddy
    /// before 2.8 end it as if it were complete.</param>
    [Theory]
    [ProxyData(ProxyProgram.Nginx, true)]
    [ProxyData(ProxyProgram.Haproxy, false)]
    [ProxyData(ProxyProgram.Caddy, false)]
    public async Task A_stream_whose_server_stops_ends_and_the_client_resumes(string name, bool showsCut)
    {
        await using var server = await TestServer.StartAsync(("Access:Open", "true"));
        await using var relay = new TcpRelay(server.Address);
        await using var proxy = await ReverseProxy.StartAsync(name, relay.Address);
        foreach (var address in new[] { proxy.Address, proxy.Secure })
        {
            using var client = ReverseProxy.Connect(address);
            await using var events = await EventStream.OpenAsync(client, "/topics/news/events");
            await server.Client.PublishAsync("news", "one");
            (await events.NextAsync())!.Data.Should().Be("one");

            relay.Cut();
            var isError = await EndsWithErrorAsync(events);
            (isError || !showsCut).Should().BeTrue("an end without an error looks complete");
            await server.Client.PublishAsync("news", "two");
            await FailsAsync(client);

            relay.Restore();
            await using var again = await EventStream.OpenAsync(client, "/topics/news/events", events.LastEventId);
            (await again.NextAsync())!.Data.Should().Be("two");
        }
    }

    [Theory]
    [ProxyData(ProxyProgram.Nginx)]
    [ProxyData(ProxyProgram.Haproxy)]
    [ProxyData(ProxyProgram.Caddy)]
    public async Task A_completed_stream_ends_without_an_error_and_the_next_request_is_answered(string name)
    {
        await using var server = await TestServer.StartAsync(("Access:Open", "true"), ("Samples:Jobs", "true"));
        await using var proxy = await ReverseProxy.StartAsync(name, server.Address);
        foreach (var address in new[] { proxy.Address, proxy.Secure })
        {
            using var client = ReverseProxy.Connect(address);
            for (var i = 0; i < 10; i++)
            {
                using var job = await client.PostAsync("/jobs", """{"type":"countdown","arguments":{"seconds":0}}""", "application/json");
                job.StatusCode.Should().Be(HttpStatusCode.Accepted);
                (await client.GetStringAsync(job.Headers.Location + "/events").OrTimeout()).Should().Contain("event: succeeded");
                await client.PublishAsync("news", "next");
            }
        }
    }

    private static async Task<bool> EndsWithErrorAsync(EventStream events)
    {
        try
        {
            (await events.NextAsync()).Should().BeNull();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    // haproxy resets a stream of HTTP/2 whose request it could not pass on, if it has answered earlier requests of the connection.
    private static async Task FailsAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("/topics/news/events", HttpCompletionOption.ResponseHeadersRead).OrTimeout();
            ((int)answer.StatusCode).Should().BeOneOf(502, 503);
        }
        catch (HttpRequestException e)
        {
            e.InnerException.Should().BeAssignableTo<IOException>();
        }
    }
}
