using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Streaming.Server.Core.Messages;
using Streaming.Server.Publishing;
using Streaming.Tests.Access;
using Streaming.Tests.Page;
using Streaming.Tests.Support;

namespace Streaming.Tests.WebSockets;

/// <summary>Tests WebSockets over HTTP/2 (RFC 8441), which browsers use if the page was loaded over TLS.</summary>
[Trait("Category", "Slow")]
public sealed class Http2Tests(Browser browser) : IClassFixture<Browser>
{
    private const string Hello = """{"id":1,"connect":{}}""";

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_room_works_over_HTTP_2(string version)
    {
        await using var server = await Tls.StartServerAsync();
        using var ann = await ConnectAsync(server, "/ws/lobby?name=ann", version);
        using var ben = await ConnectAsync(server, "/ws/lobby?name=ben", version);
        ann.HttpStatusCode.Should().Be(version == "2.0" ? HttpStatusCode.OK : HttpStatusCode.SwitchingProtocols);
        await SendAsync(ann, "hello");
        (await ReceiveAsync(ann)).Should().Be("[lobby] echo: hello");
        (await ReceiveAsync(ben)).Should().Be("[lobby] echo: hello");
        await ann.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).OrTimeout();
        ann.CloseStatus.Should().Be(WebSocketCloseStatus.NormalClosure);
    }

    [Theory]
    [InlineData("/connection/websocket", Hello)]
    [InlineData("/hubs/stream", "{\"protocol\":\"json\",\"version\":1}\u001e")]
    public async Task The_other_WebSocket_endpoints_work_over_HTTP_2(string path, string greeting)
    {
        await using var server = await Tls.StartServerAsync();
        using var socket = await ConnectAsync(server, path, "2.0");
        await SendAsync(socket, greeting);
        (await ReceiveAsync(socket)).Should().StartWith("{");
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_stream_of_the_hub_works_over_HTTP_2(string version)
    {
        await using var server = await Tls.StartServerAsync();
        using var socket = await ConnectAsync(server, "/hubs/stream", version);
        await SendAsync(socket, "{\"protocol\":\"json\",\"version\":1}\u001e");
        (await ReceiveAsync(socket)).Should().Be("{}\u001e");
        await SendAsync(
            socket, "{\"type\":4,\"invocationId\":\"7\",\"target\":\"Subscribe\",\"arguments\":[[\"news\"],\"earliest\"]}\u001e");
        await server.Get<Publisher>().PublishAsync(new("news"), NewMessage.Text("hello"));
        (await ReceiveAsync(socket)).Should().StartWith("{\"type\":2,\"invocationId\":\"7\",\"item\":{")
            .And.Contain("\"data\":\"hello\"");
        await SendAsync(socket, "{\"type\":5,\"invocationId\":\"7\"}\u001e");
        (await ReceiveAsync(socket)).Should().Be("{\"type\":3,\"invocationId\":\"7\"}\u001e");
    }

    [Theory]
    [InlineData("/ws/lobby", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("/connection/websocket", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("/hubs/stream", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("/ws/lobby", "https://app.example", HttpStatusCode.OK)]
    [InlineData("/connection/websocket", "https://app.example", HttpStatusCode.OK)]
    [InlineData("/hubs/stream", "https://app.example", HttpStatusCode.OK)]
    public async Task A_page_of_another_origin_is_refused_unless_its_origin_is_allowed(string path, string origin, HttpStatusCode status)
    {
        await using var server = await Tls.StartServerAsync(("Access:Open", "true"), ("Access:Origins:0", "https://app.example"));
        (await StatusAsync(server, path, ("Origin", origin))).Should().Be(status);
    }

    [Theory]
    [InlineData("/ws/lobby")]
    [InlineData("/connection/websocket")]
    public async Task Access_is_checked_over_HTTP_2(string path)
    {
        await using var server = await Tls.StartServerAsync(("Access:Open", "false"), ("Access:Keys:0:Secret", Tokens.Secret));
        (await StatusAsync(server, path, ("Authorization", "Bearer nonsense"))).Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(server, path, ("Authorization", $"Bearer {Tokens.For(subscribe: ["room:*"])}"))).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(server, "/ws/lobby")).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/ws/lobby?name=ann", "hello")]
    [InlineData("/connection/websocket", Hello)]
    [InlineData("/hubs/stream", "{\"protocol\":\"json\",\"version\":1}\u001e")]
    public async Task A_client_that_does_not_answer_the_close_does_not_delay_the_stop(string path, string greeting)
    {
        // The host's own time limit would end the stop too, but only after the time limit of the test.
        await using var server = await Tls.StartServerAsync(
            builder => builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromHours(1)),
            ("Rooms:CloseTimeout", "100ms"), ("Centrifugal:CloseTimeout", "100ms"));
        using var socket = await ConnectAsync(server, path, "2.0");
        await SendAsync(socket, greeting);
        await ReceiveAsync(socket);
        await server.StopAsync();
    }

    [BrowserFact]
    public async Task A_browser_opens_WebSockets_over_the_connection_of_its_page()
    {
        var seen = new SeenRequests();
        await using var server = await Tls.StartServerAsync(builder => builder.Services.AddSingleton<IStartupFilter>(seen));
        await using var page = await browser.OpenAsync(server.Address, options => options.IgnoreHTTPSErrors = true);
        (await page.Tab.EvaluateAsync<string>("performance.getEntriesByType('navigation')[0].nextHopProtocol").OrTimeout()).Should()
            .Be("h2");
        await page.JoinAsync("ann");
        await page.Id("chat-text").FillAsync("over HTTP/2");
        await page.Id("chat-send").ClickAsync();
        await page.SeesAsync("#chat-log .said", "over HTTP/2");
        (await OpensAsync(page, server.Address, "connection/websocket")).Should().Be("open");
        (await OpensAsync(page, server.Address, "hubs/stream")).Should().Be("open");
        seen.Requests.Should().Contain(["CONNECT /ws/lobby HTTP/2", "CONNECT /connection/websocket HTTP/2", "CONNECT /hubs/stream HTTP/2"]);
        page.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_browser_cannot_open_a_WebSocket_from_a_page_of_another_origin()
    {
        var seen = new SeenRequests();
        await using var site = await OtherSite.StartAsync();
        await using var server = await Tls.StartServerAsync(
            builder => builder.Services.AddSingleton<IStartupFilter>(seen), ("Access:Open", "true"));
        await using var page = await browser.OpenAsync(site.Address, options => options.IgnoreHTTPSErrors = true);
        // The request opens the browser's HTTP/2 connection to the server.
        await page.Tab.EvaluateAsync(
            "server => fetch(server, { mode: 'no-cors', credentials: 'include' }).then(() => true)", server.Address.ToString()).OrTimeout();
        foreach (var path in (string[])["ws/lobby", "connection/websocket", "hubs/stream"])
            (await OpensAsync(page, server.Address, path)).Should().Be("refused");
        seen.Requests.Should().Contain(["CONNECT /ws/lobby HTTP/2", "CONNECT /connection/websocket HTTP/2", "CONNECT /hubs/stream HTTP/2"]);
    }

    private static Task<string> OpensAsync(OpenPage page, Uri server, string path) => page.Tab.EvaluateAsync<string>(
        "address => new Promise(done => { const s = new WebSocket(address); s.onopen = () => done('open'); s.onerror = () => " +
            "done('refused'); })",
        new UriBuilder(new Uri(server, path)) { Scheme = "wss" }.Uri.ToString()).OrTimeout();

    private static async Task<ClientWebSocket> ConnectAsync(
        TestServer server, string path, string version, params (string Name, string Value)[] headers)
    {
        var socket = new ClientWebSocket();
        socket.Options.HttpVersion = Version.Parse(version);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.CollectHttpResponseDetails = true;
        // The client sends nothing of its own accord.
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        foreach (var (name, value) in headers)
            socket.Options.SetRequestHeader(name, value);
        using var client = new HttpMessageInvoker(Tls.CreateHandler(), disposeHandler: false);
        try
        {
            await socket.ConnectAsync(new UriBuilder(new Uri(server.Address, path)) { Scheme = "wss" }.Uri, client, CancellationToken.None)
                .OrTimeout();
        }
        catch (WebSocketException)
        {
            // The status gives the reason.
        }

        return socket;
    }

    private static async Task<HttpStatusCode> StatusAsync(TestServer server, string path, params (string Name, string Value)[] headers)
    {
        using var socket = await ConnectAsync(server, path, "2.0", headers);
        return socket.HttpStatusCode;
    }

    private static Task SendAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).OrTimeout();

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[4096];
        var received = await socket.ReceiveAsync(buffer, CancellationToken.None).OrTimeout();
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }
}
