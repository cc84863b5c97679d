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
