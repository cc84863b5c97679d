using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Access.Streams;
using Streaming.Server.Access.Tokens;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>Tests that streams end when their token expires, on a clock that the test moves.</summary>
[Trait("Category", "Slow")]
public sealed class ExpiryTests
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [Theory]
    [InlineData("/topics/news/events", "true")]
    [InlineData("/topics/news/events", "false")]
    [InlineData("/events?topic=news&topic=other", "true")]
    public async Task An_event_stream_ends_with_the_event_expired_when_its_token_expires(string path, string direct)
    {
        await using var server = await StartAsync(("Delivery:Direct", direct));
        await using var events = await OpenAsync(server, path, Token(minutes: 10));
        (await server.Client.PublishWithAsync(Token(minutes: 60), "news", "before")).Dispose();
        var before = (await events.NextAsync())!;
        before.Data.Should().Be("before");
        _time.Advance(TimeSpan.FromMinutes(10));
        var last = (await events.NextAsync())!;
        last.Type.Should().Be("expired");
        // A client that reconnects with a new token continues where the stream ended.
        last.Id.Should().Be(before.Id);
        (await events.NextAsync()).Should().BeNull();
        await NoStreamsAsync(server);
    }

    [Fact]
    public async Task A_stream_ends_within_a_minute_when_the_clock_is_set_past_the_expiry_of_its_token()
    {
        await using var server = await StartAsync();
        await using var events = await OpenAsync(server, "/topics/news/events", Token(minutes: 60));
        // Timers do not run faster because the clock was set forward.
        _time.AdjustTime(_time.GetUtcNow().AddHours(2));
        _time.Advance(TimeSpan.FromMinutes(1));
        (await events.NextAsync())!.Type.Should().Be("expired");
        await NoStreamsAsync(server);
    }

    [Fact]
    public async Task A_room_connection_is_closed_with_4401_when_its_token_expires()
    {
        await using var server = await StartAsync();
        await using var member = await RoomClient.JoinAsync(server, "lobby", $"access_token={Token(minutes: 10)}");
        await member.SendTextAsync("hello");
        (await member.ReceiveTextAsync()).Should().Be("[lobby] echo: hello");
        _time.Advance(TimeSpan.FromMinutes(10));
        (await member.ReceiveTextAsync()).Should().BeNull();
        ((int)member.Socket.CloseStatus!).Should().Be(4401);
        member.Socket.CloseStatusDescription.Should().Contain("token");
    }

    [Fact]
    public async Task A_refresh_continues_running_streams_past_the_first_expiry_without_a_reconnect()
    {
        await using var server = await StartAsync();
        using var browser = await SessionClient.BeginAsync(server, Token(minutes: 10));
        await using var events = await EventStream.OpenAsync(browser.Client, "/topics/news/events");
        using var socket = await browser.ConnectAsync("lobby");

        using var refreshed = await browser.RefreshAsync(Token(minutes: 30));
        refreshed.StatusCode.Should().Be(HttpStatusCode.OK, await refreshed.Content.ReadAsStringAsync());
        (await refreshed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("streams").GetInt32().Should().Be(2);
        _time.Advance(TimeSpan.FromMinutes(20));
        (await server.Client.PublishWithAsync(Token(minutes: 60), "news", "still here")).Dispose();
        (await events.NextAsync())!.Data.Should().Be("still here");

        // The refreshed cookie is refreshed once more.
        using var again = await browser.RefreshAsync(Token(minutes: 60));
        (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("streams").GetInt32().Should().Be(2);
        _time.Advance(TimeSpan.FromMinutes(60));
        (await events.NextAsync())!.Type.Should().Be("expired");
    }

    [Fact]
    public async Task A_stream_whose_token_was_in_the_header_is_refreshed_with_a_token_in_the_body()
    {
        await using var server = await StartAsync();
        var first = Token(minutes: 10);
        await using var events = await OpenAsync(server, "/topics/news/events", first);
        using var refreshed = await server.Client.SendAsync(
            HttpMethod.Post, "/session/refresh", first, JsonContent.Create(new { token = Token(minutes: 30) }));
        (await refreshed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("streams").GetInt32().Should().Be(1);
        refreshed.Headers.Contains("Set-Cookie").Should().BeFalse();
        _time.Advance(TimeSpan.FromMinutes(20));
        (await server.Client.PublishWithAsync(Token(minutes: 60), "news", "still here")).Dispose();
        (await events.NextAsync())!.Data.Should().Be("still here");
    }

    [Fact]
    public async Task A_session_of_many_tokens_is_known_by_the_newest_one()
    {
        await using var server = await StartAsync();
        var tokens = Enumerable.Range(1, 6).Select(i => Token(minutes: 10 * i)).ToList();
        await using var older = await OpenAsync(server, "/topics/news/events", tokens[0]);
        for (var i = 1; i < 4; i++)
            await RefreshAsync(tokens[i - 1], tokens[i], 1);
        await using var newer = await OpenAsync(server, "/topics/news/events", tokens[4]);

        await RefreshAsync(tokens[3], tokens[4], 2);
        await RefreshAsync(tokens[4], tokens[5], 2);

        async Task RefreshAsync(string running, string next, int streams)
        {
            using var refreshed = await server.Client.SendAsync(
                HttpMethod.Post, "/session/refresh", running, JsonContent.Create(new { token = next }));
            (await refreshed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("streams").GetInt32().Should().Be(streams);
        }
    }

    [Fact]
    public async Task On_an_open_server_a_refresh_extends_a_stream_of_a_token_without_claims()
    {
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(_time), folder: null,
            ("Access:Open", "true"), ("Access:Keys:0:Secret", Tokens.Secret));
        string Without(int minutes) => Tokens.For(publish: [], subscribe: [], expires: _time.GetUtcNow().AddMinutes(minutes));
        var first = Without(10);
        await using var events = await OpenAsync(server, "/topics/news/events", first);

        using var refreshed = await server.Client.SendAsync(
            HttpMethod.Post, "/session/refresh", first, JsonContent.Create(new { token = Without(30) }));

        (await refreshed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("streams").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task A_lease_may_end_while_its_session_ends()
    {
        await using var server = await StartAsync();
        var caller = await server.Get<TokenValidator>().CheckAsync(Token(minutes: 10), address: null);
        var lease = server.Get<TokenLifetimeTracker>().Open(caller, static _ => true);
        lease.OnExpired(static _ => { }, state: null);
        lease.Dispose();

        FluentActions.Invoking(lease.EndSession).Should().NotThrow();
    }

    [Fact]
    public async Task A_lease_for_a_newer_token_needs_no_further_slot()
    {
        await using var server = await StartAsync(("Access:Limits:Streams", "1"));
        var tracker = server.Get<TokenLifetimeTracker>();
        var validator = server.Get<TokenValidator>();
        var first = tracker.Open(await validator.CheckAsync(Token(minutes: 10), address: null), static _ => true);

        var second = tracker.Replace(first, await validator.CheckAsync(Token(minutes: 20), address: null), static _ => true);

        server.Get<StreamLimiter>().Count.Should().Be(1);
        second.Dispose();
        first.Dispose();
        server.Get<StreamLimiter>().Count.Should().Be(0);
    }

    [Fact]
    public async Task A_refresh_also_includes_streams_that_were_opened_with_the_newer_token()
    {
        await using var server = await StartAsync();
        var (first, second, third) = (Token(minutes: 10), Token(minutes: 20), Token(minutes: 60));
        await using var older = await OpenAsync(server, "/topics/news/events", first);
        await using var newer = await OpenAsync(server, "/topics/news/events", second);
        foreach (var (running, next, streams) in new[] { (first, second, 2), (second, third, 2) })
        {
            using var refreshed = await server.Client.SendAsync(
                HttpMethod.Post, "/session/refresh", running, JsonContent.Create(new { token = next }));
            (await refreshed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("streams").GetInt32().Should().Be(streams);
        }

        _time.Advance(TimeSpan.FromMinutes(30));
        (await server.Client.PublishWithAsync(Token(minutes: 60), "news", "both")).Dispose();
        (await older.NextAsync())!.Data.Should().Be("both");
        (await newer.NextAsync())!.Data.Should().Be("both");
    }

    [Fact]
    public async Task A_newer_token_with_fewer_permissions_does_not_continue_a_stream()
    {
        await using var server = await StartAsync();
        using var browser = await SessionClient.BeginAsync(server, Token(minutes: 10));
        await using var events = await EventStream.OpenAsync(browser.Client, "/topics/news/events");
        using var refreshed = await browser.RefreshAsync(Tokens.For(subscribe: ["other"], expires: _time.GetUtcNow().AddMinutes(30)));
        (await refreshed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("streams").GetInt32().Should().Be(0);
        _time.Advance(TimeSpan.FromMinutes(10));
        (await events.NextAsync())!.Type.Should().Be("expired");
    }

    [Fact]
    public async Task A_member_publishes_with_the_newest_token_of_its_session()
    {
        await using var server = await StartAsync();
        using var browser = await SessionClient.BeginAsync(server, Token(minutes: 10));
        using var socket = await browser.ConnectAsync("lobby");
        using var refreshed = await browser.RefreshAsync(Tokens.For(subscribe: ["*"], expires: _time.GetUtcNow().AddMinutes(30)));
        refreshed.StatusCode.Should().Be(HttpStatusCode.OK);
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None).OrTimeout();
        var buffer = new byte[1_000];
        var heard = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).OrTimeout();
        System.Text.Encoding.UTF8.GetString(buffer, 0, heard.Count).Should().StartWith("[lobby] error: ");
    }

    [Fact]
    public async Task Ending_the_session_ends_its_streams()
    {
        await using var server = await StartAsync();
        using var browser = await SessionClient.BeginAsync(server, Token(minutes: 10));
        await using var events = await EventStream.OpenAsync(browser.Client, "/topics/news/events");
        using var ended = await browser.Client.DeleteAsync("/session").OrTimeout();
        ended.StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await events.NextAsync())!.Type.Should().Be("expired");
        using var afterwards = await browser.Client.GetAsync("/topics/news").OrTimeout();
        afterwards.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_stream_that_its_client_closes_is_removed()
    {
        await using var server = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await using var events = await OpenAsync(server, "/topics/news/events", Token(minutes: 10));
        }

        await NoStreamsAsync(server);
    }

    private static async Task NoStreamsAsync(TestServer server)
    {
        using var limit = new CancellationTokenSource(TestTimeout.Limit);
        while (server.Get<TokenLifetimeTracker>().Count > 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static Task<EventStream> OpenAsync(TestServer server, string path, string token) =>
        EventStream.OpenAsync(server.Client, $"{path}{(path.Contains('?') ? '&' : '?')}access_token={token}");

    private string Token(int minutes) => Tokens.For(publish: ["*"], subscribe: ["*"], expires: _time.GetUtcNow().AddMinutes(minutes));

    private Task<TestServer> StartAsync(params (string Key, string Value)[] settings) =>
        Tokens.StartServerAsync(builder => builder.Services.AddSingleton<TimeProvider>(_time), settings);
}
