using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>Creates tokens with the server's key, and servers that require tokens.</summary>
public static class Tokens
{
    public static readonly string Secret = Convert.ToBase64String(SHA256.HashData("the key of the tests"u8));

    private static readonly JsonWebTokenHandler s_handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Starts a server that refuses all requests without a token.</summary>
    public static Task<TestServer> StartServerAsync(params (string Key, string Value)[] settings) =>
        StartServerAsync(configure: null, settings);

    public static Task<TestServer> StartServerAsync(
        Action<Microsoft.AspNetCore.Builder.WebApplicationBuilder>? configure, params (string Key, string Value)[] settings) =>
        TestServer.StartAsync(configure, folder: null, [("Access:Open", "false"), ("Access:Keys:0:Secret", Secret), .. settings]);

    /// <summary>Creates a token of the subject ann with these lists of topic patterns.</summary>
    public static string For(
        string subject = "ann", string[]? publish = null, string[]? subscribe = null, string[]? admin = null,
        DateTimeOffset? expires = null, string? name = null)
    {
        var claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = subject };
        foreach (var (claim, patterns) in new[] { ("publish", publish), ("subscribe", subscribe), ("admin", admin) })
        {
            if (patterns is not null)
                claims[claim] = patterns;
        }

        if (name is not null)
            claims["name"] = name;
        return Make(claims, expires);
    }

    /// <summary>Creates a token with any claims, key and times.</summary>
    public static string Make(
        Dictionary<string, object> claims, DateTimeOffset? expires = null, DateTimeOffset? notBefore = null, string? secret = null,
            string? keyId = null,
        string issuer = "streaming", string audience = "streaming", string algorithm = SecurityAlgorithms.HmacSha256,
            Dictionary<string, object>? header = null)
    {
        var key = new SymmetricSecurityKey(Convert.FromBase64String(secret ?? Secret)) { KeyId = keyId };
        return s_handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Claims = claims,
            Expires = claims.ContainsKey("exp") ? null : (expires ?? TimeProvider.System.GetUtcNow().AddHours(1)).UtcDateTime,
            NotBefore = notBefore?.UtcDateTime,
            AdditionalHeaderClaims = header,
            SigningCredentials = new SigningCredentials(key, algorithm),
        });
    }

    /// <summary>Sends a request with a token in its header.</summary>
    public static Task<HttpResponseMessage> SendAsync(
        this HttpClient client, HttpMethod method, string path, string? token, HttpContent? content = null,
        params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).OrTimeout();
    }

    public static Task<HttpResponseMessage> PublishWithAsync(
        this HttpClient client, string? token, string topic, string text = "hello", string query = "") =>
        client.SendAsync(HttpMethod.Post, $"/topics/{topic}/messages{query}", token, new StringContent(text));
}
