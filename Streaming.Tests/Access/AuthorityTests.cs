using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>Tests tokens of an OpenID Connect authority, for which a second server stands in.</summary>
public sealed class AuthorityTests
{
    [Fact]
    public async Task Tokens_of_an_authority_are_checked_with_the_keys_that_it_publishes()
    {
        using var rsa = RSA.Create(2048);
        await using var authority = await StartAuthorityAsync(rsa);
        await using var server = await TestServer.StartAsync(
            ("Access:Open", "false"), ("Access:Authority", authority.Urls.First()), ("Access:RequireHttpsAuthority", "false"));
        using var right = await server.Client.SendAsync(HttpMethod.Get, "/topics/news", Token(rsa, authority.Urls.First()));
        right.StatusCode.Should().Be(HttpStatusCode.OK, await right.Content.ReadAsStringAsync());

        using var another = RSA.Create(2048);
        using var wrong = await server.Client.SendAsync(HttpMethod.Get, "/topics/news", Token(another, authority.Urls.First()));
        (await wrong.ProblemAsync(HttpStatusCode.Unauthorized)).Should().Contain("not signed with a key");

        // The token is signed with HMAC and the public key, which is no secret.
        var publicKey = Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo());
        using var confused = await server.Client.SendAsync(
            HttpMethod.Get, "/topics/news",
                Tokens.Make(new(StringComparer.Ordinal) { ["sub"] = "ann", ["subscribe"] = "*" }, secret: publicKey,
                issuer: authority.Urls.First(), keyId: "one"));
        confused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_request_whose_token_the_authority_cannot_confirm_is_answered_with_503()
    {
        await using var server = await TestServer.StartAsync(
            ("Access:Open", "false"), ("Access:Authority", "http://127.0.0.1:1"), ("Access:RequireHttpsAuthority", "false"));
        using var rsa = RSA.Create(2048);
        using var response = await server.Client.SendAsync(HttpMethod.Get, "/topics/news", Token(rsa, "http://127.0.0.1:1"));
        (await response.ProblemAsync(HttpStatusCode.ServiceUnavailable)).Should().Contain("authority");
        response.Headers.RetryAfter.Should().NotBeNull();
    }

    [Fact]
    public async Task Tokens_of_the_servers_own_keys_do_not_wait_for_an_authority_that_does_not_respond_and_it_gets_few_requests()
    {
        var requests = 0;
        await using var authority = WebApplication.CreateSlimBuilder().Build();
        authority.Urls.Add("http://127.0.0.1:0");
        authority.MapFallback(async http =>
        {
            Interlocked.Increment(ref requests);
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        await authority.StartAsync().OrTimeout();
        var address = authority.Urls.First();
        await using var server = await TestServer.StartAsync(
            ("Access:Open", "false"), ("Access:Authority", address), ("Access:RequireHttpsAuthority", "false"),
            ("Access:Keys:0:Secret", Tokens.Secret));
        using var rsa = RSA.Create(2048);
        var waiting = Enumerable.Range(0, 10)
            .Select(_ => server.Client.SendAsync(HttpMethod.Get, "/topics/news", Token(rsa, address))).ToList();
        await Eventually.BecomesAsync(() => Task.FromResult(Volatile.Read(ref requests)), count => count > 0);

        using var own = await server.Client.SendAsync(HttpMethod.Get, "/topics/news", Tokens.For(subscribe: ["news"]));
        own.StatusCode.Should().Be(HttpStatusCode.OK);
        using var garbage = await server.Client.SendAsync(HttpMethod.Get, "/topics/news", "x.y.z");
        garbage.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        foreach (var request in waiting)
        {
            using var response = await request.OrTimeout();
            response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        }

        // On a very busy machine, a request may begin long after the first attempt has failed.
        Volatile.Read(ref requests).Should().BeLessThan(waiting.Count / 2);
    }

    private static string Token(RSA rsa, string issuer) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = issuer,
        Audience = "streaming",
        Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = "ann", ["subscribe"] = (string[])["news"] },
        SigningCredentials = new SigningCredentials(
            new RsaSecurityKey(rsa.ExportParameters(true)) { KeyId = "one" }, SecurityAlgorithms.RsaSha256),
    });

    private static async Task<WebApplication> StartAuthorityAsync(RSA rsa)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.ExportParameters(false)) { KeyId = "one" });
        app.MapGet("/.well-known/openid-configuration",
            () => Results.Json(new { issuer = app.Urls.First(), jwks_uri = app.Urls.First() + "/keys" }));
        app.MapGet("/keys", () => Results.Json(
            new { keys = new[] { new { kty = "RSA", use = "sig", kid = "one", n = key.N, e = key.E } } }));
        await app.StartAsync().OrTimeout();
        return app;
    }
}
