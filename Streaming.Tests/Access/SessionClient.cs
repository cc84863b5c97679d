using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>An HTTP client that keeps the session's cookie and sends it, as a browser does.</summary>
public sealed class SessionClient : IDisposable
{
    private readonly Uri _server;
    private readonly CookieContainer _cookies = new();

    private SessionClient(Uri server)
    {
        _server = server;
        Client = new HttpClient(
            new SocketsHttpHandler { CookieContainer = _cookies, UseCookies = true })
        {
            BaseAddress = server,
            Timeout = Timeout.InfiniteTimeSpan
        };
    }

    public HttpClient Client { get; }

    public CookieContainer Cookies => _cookies;

    public static async Task<SessionClient> BeginAsync(TestServer server, string token)
    {
        var session = new SessionClient(server.Address);
        using var response = await session.Client.PostAsJsonAsync("/session", new { token }).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return session;
    }

    /// <summary>Refreshes the session with a newer token, as the page does.</summary>
    public Task<HttpResponseMessage> RefreshAsync(string token) => Client.SendAsync(HttpMethod.Post, "/session/refresh", token);

    public async Task<ClientWebSocket> ConnectAsync(string room)
    {
        var socket = new ClientWebSocket();
        socket.Options.Cookies = _cookies;
        await socket.ConnectAsync(new UriBuilder(new Uri(_server, $"/ws/{room}")) { Scheme = "ws" }.Uri, CancellationToken.None)
            .OrTimeout();
        return socket;
    }

    public void Dispose() => Client.Dispose();
}
