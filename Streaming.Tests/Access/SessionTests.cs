using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

public sealed class SessionTests
{
    private static readonly (string, string)[] s_behindTls = [("Access:Proxies:0", "127.0.0.1")];

    [Fact]
    public async Task A_session_cookie_is_HttpOnly_and_SameSite_Strict()
    {
        await using var server = await Tokens.StartServerAsync(s_behindTls);
        using var plain = await server.Client.SendAsync(HttpMethod.Post, "/session", Tokens.For());
        CookieOf(plain).Should().Contain("httponly").And.Contain("samesite=strict").And.Contain("path=/").And.NotContain("secure");
        using var secure = await server.Client.SendAsync(
            HttpMethod.Post, "/session", Tokens.For(), content: null, ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "203.0.113.1"));
        CookieOf(secure).Should().Contain("secure");
    }

    [Fact]
    public async Task The_cookie_is_accepted_like_the_header_on_every_transport()
    {
        await using var server = await Tokens.StartServerAsync();
        using var browser = await SessionClient.BeginAsync(server, Tokens.For("ann", ["news", "room:*"], ["news", "room:*"], name: "Ann"));
        (await browser.Client.GetJsonAsync("/topics/news")).GetProperty("topic").GetString().Should().Be("news");
        await using var events = await EventStream.OpenAsync(browser.Client, "/topics/news/events");
        await browser.Client.PublishAsync("news", "hello");
        (await events.NextAsync())!.Data.Should().Be("hello");
        using var socket = await browser.ConnectAsync("lobby");
        using var other = await browser.Client.GetAsync("/topics/other").OrTimeout();
        other.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        var who = await browser.Client.GetJsonAsync("/session");
        who.GetProperty("name").GetString().Should().Be("Ann");
        who.GetProperty("subscribe").EnumerateArray().Select(pattern => pattern.GetString()).Should().Equal("news", "room:*");
    }

    [Fact]
    public async Task An_expired_cookie_is_refused_and_not_treated_as_anonymous()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await Tokens.StartServerAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(time), ("Topics:Policies:0:Match", "news"),
            ("Topics:Policies:0:Anonymous", "all"));
        using var login = await server.Client.SendAsync(
            HttpMethod.Post, "/session", Tokens.For(subscribe: ["*"], expires: time.GetUtcNow().AddMinutes(5)));
        var cookie = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        time.Advance(TimeSpan.FromMinutes(5));
        foreach (var path in (string[])["/topics/news", "/topics/news/events"])
        {
            using var response = await server.Client.SendAsync(HttpMethod.Get, path, token: null, content: null, ("Cookie", cookie));
            (await response.ProblemAsync(HttpStatusCode.Unauthorized)).Should().Contain("expired");
            response.Headers.WwwAuthenticate.ToString().Should().Contain("invalid_token");
        }

        using var refresh = await server.Client.SendAsync(
            HttpMethod.Post, "/session/refresh", Tokens.For(), content: null, ("Cookie", cookie));
        refresh.StatusCode.Should().Be(HttpStatusCode.Unauthorized);

        // An expired cookie does not lock the browser out: the session can be deleted.
        using var end = await server.Client.SendAsync(HttpMethod.Delete, "/session", token: null, content: null, ("Cookie", cookie));
        end.StatusCode.Should().Be(HttpStatusCode.NoContent);
        end.Headers.GetValues("Set-Cookie").Single().Should().Contain("expires=Thu, 01 Jan 1970");

        // A new token starts a new session, whatever the old cookie contains.
        using var again = await server.Client.SendAsync(
            HttpMethod.Post, "/session", Tokens.For(subscribe: ["*"], expires: time.GetUtcNow().AddMinutes(5)), content: null,
            ("Cookie", cookie));
        again.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_session_starts_only_with_a_valid_token()
    {
        await using var server = await Tokens.StartServerAsync();
        using var none = await server.Client.PostAsync("/session", content: null).OrTimeout();
        (await none.ProblemAsync(HttpStatusCode.Unauthorized)).Should().Contain("Send the token");
        using var wrong = await server.Client.PostAsJsonAsync("/session", new { token = "nonsense" }).OrTimeout();
        wrong.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        wrong.Headers.Contains("Set-Cookie").Should().BeFalse();
        using var broken = await server.Client.PostAsync("/session", "{", "application/json");
        broken.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_session_can_be_refreshed_only_by_its_own_subject()
    {
        await using var server = await Tokens.StartServerAsync();
        using var browser = await SessionClient.BeginAsync(server, Tokens.For("ann", subscribe: ["*"]));
        using var response = await browser.RefreshAsync(Tokens.For("bob", subscribe: ["*"]));
        (await response.ProblemAsync(HttpStatusCode.Forbidden)).Should().Contain("another caller");
        using var nobody = await server.Client.SendAsync(
            HttpMethod.Post, "/session/refresh", token: null, JsonContent.Create(new { token = Tokens.For() }));
        (await nobody.ProblemAsync(HttpStatusCode.Unauthorized)).Should().Contain("session to refresh is missing");
    }

    [Fact]
    public async Task Tokens_without_a_subject_or_of_another_issuer_cannot_refresh_a_session()
    {
        await using var server = await Tokens.StartServerAsync(("Access:Issuers:0", "streaming"), ("Access:Issuers:1", "shop"));
        var claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["subscribe"] = "news" };
        using (var browser = await SessionClient.BeginAsync(server, Tokens.Make(claims)))
        {
            using var nobody = await browser.RefreshAsync(Tokens.Make(claims));
            (await nobody.ProblemAsync(HttpStatusCode.Forbidden)).Should().Contain("'sub'");
        }

        claims["sub"] = string.Empty;
        using (var browser = await SessionClient.BeginAsync(server, Tokens.Make(claims)))
        {
            using var empty = await browser.RefreshAsync(Tokens.Make(claims));
            (await empty.ProblemAsync(HttpStatusCode.Forbidden)).Should().Contain("'sub'");
        }

        claims["sub"] = "ann";
        using (var browser = await SessionClient.BeginAsync(server, Tokens.Make(claims)))
        {
            using var other = await browser.RefreshAsync(Tokens.Make(claims, issuer: "shop"));
            (await other.ProblemAsync(HttpStatusCode.Forbidden)).Should().Contain("issuer and subject");
            using var own = await browser.RefreshAsync(Tokens.Make(claims));
            own.StatusCode.Should().Be(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_page_of_another_origin_cannot_use_the_cookie()
    {
        await using var server = await Tokens.StartServerAsync(("Access:Origins:0", "https://app.example.com"));
        using var browser = await SessionClient.BeginAsync(server, Tokens.For("ann", ["*"], ["*"]));
        (string Origin, HttpStatusCode Status)[] expected =
        [
            ("https://evil.example", HttpStatusCode.Forbidden), ("null", HttpStatusCode.Forbidden),
                ("https://app.example.com", HttpStatusCode.OK), (server.Address.GetLeftPart(UriPartial.Authority), HttpStatusCode.OK),
        ];
        foreach (var (origin, status) in expected)
        {
            using var read = await browser.Client.SendAsync(HttpMethod.Get, "/topics/news", token: null, content: null, ("Origin", origin));
            read.StatusCode.Should().Be(status, origin);
            using var login = await browser.Client.SendAsync(
                HttpMethod.Post, "/session", Tokens.For("ann", ["*"], ["*"]), content: null, ("Origin", origin));
            login.StatusCode.Should().Be(status, origin);
        }

        using var form = await browser.Client.SendAsync(
            HttpMethod.Post, "/topics/news/messages", token: null, new StringContent("forged"), ("Sec-Fetch-Site", "cross-site"));
        form.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    private static string CookieOf(HttpResponseMessage response)
    {
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return response.Headers.GetValues("Set-Cookie").Single().ToLowerInvariant();
    }
}
