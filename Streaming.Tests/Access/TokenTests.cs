using System.Net;
using Microsoft.IdentityModel.Tokens;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

[Trait("Category", "Slow")]
public sealed class TokenTests
{
    private static readonly string s_other = Convert.ToBase64String(new byte[32]);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static Dictionary<string, object> Claims => new(StringComparer.Ordinal) { ["sub"] = "ann", ["subscribe"] = "*" };

    [Fact]
    public async Task A_valid_token_is_accepted()
    {
        await using var server = await Tokens.StartServerAsync();
        using var response = await server.Client.SendAsync(HttpMethod.Get, "/topics/news", Tokens.Make(Claims));
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Each_invalid_token_is_refused_with_its_reason()
    {
        await using var server = await Tokens.StartServerAsync();
        (string Token, string Reason)[] faults =
        [
            (Tokens.Make(Claims, expires: Now.AddMinutes(-1)), "expired"),
            (Tokens.Make(Claims, notBefore: Now.AddHours(1), expires: Now.AddHours(2)), "not valid before"),
            (Tokens.Make(Claims, header: new(StringComparer.Ordinal) { ["crit"] = (string[])["exp"], ["exp"] = 1 }), "'crit'"),
            (Tokens.Make(Claims, header: new(StringComparer.Ordinal) { ["crit"] = (string[])["b64"], ["b64"] = false }), "'crit'"),
            (Tokens.Make(Claims, header: new(StringComparer.Ordinal) { ["crit"] = (string[])[] }), "'crit'"),
            (Tokens.Make(Claims, issuer: "somebody"), "issuer"),
            (Tokens.Make(Claims, audience: "another"), "audience"),
            (Tokens.Make(new(Claims, StringComparer.Ordinal) { ["exp"] = Now.AddMinutes(10).ToUnixTimeMilliseconds() }), "in milliseconds"),
            (Tokens.Make(Claims, secret: s_other), "not signed with a key"),
            (Tokens.Make(Claims, keyId: "unknown", secret: s_other), "not signed with a key"),
            (Unsigned(), "signed"),
            (Tampered(), "not signed with a key"),
            ("not a token", "not a valid JWT"),
            ("a.b.c", "not a valid JWT"),
            (new string('x', 20_000), "longer than"),
        ];
        foreach (var (token, reason) in faults)
        {
            using var response = await server.Client.SendAsync(HttpMethod.Get, "/topics/news", token);
            (await response.ProblemAsync(HttpStatusCode.Unauthorized)).Should().Contain(reason);
            var challenge = response.Headers.WwwAuthenticate.ToString();
            challenge.Should().StartWith("Bearer error=\"invalid_token\", error_description=\"").And.Contain(reason);
        }
    }

    [Fact]
    public async Task A_token_without_an_expiry_is_refused()
    {
        await using var server = await Tokens.StartServerAsync();
        var token = new Microsoft.IdentityModel.JsonWebTokens.JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = "streaming",
                Audience = "streaming",
                Claims = Claims,
                SigningCredentials = new SigningCredentials(
                new SymmetricSecurityKey(Convert.FromBase64String(Tokens.Secret)), SecurityAlgorithms.HmacSha256),
            });
        using var response = await server.Client.SendAsync(HttpMethod.Get, "/topics/news", token);
        (await response.ProblemAsync(HttpStatusCode.Unauthorized)).Should().Contain("'exp'");
    }

    [Fact]
    public async Task Without_a_token_the_response_states_what_to_send()
    {
        await using var server = await Tokens.StartServerAsync();
        using var response = await server.Client.SendAsync(HttpMethod.Get, "/topics/news", token: null);
        (await response.ProblemAsync(HttpStatusCode.Unauthorized)).Should().Contain("Authorization: Bearer").And.Contain("'subscribe'");
        response.Headers.WwwAuthenticate.ToString().Should().Be("Bearer");
    }

    [Theory]
    [InlineData("Basic YW5uOnNlY3JldA==", "not supported")]
    [InlineData("Bearer", "has no token")]
    [InlineData("Bearer ", "has no token")]
    [InlineData("token", "not supported")]
    public async Task Another_authorization_scheme_is_refused_and_not_treated_as_anonymous(string header, string reason)
    {
        // The server is open, so a request without a token would be allowed.
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.SendAsync(
            HttpMethod.Get, "/topics/news", token: null, content: null, ("Authorization", header));
        (await response.ProblemAsync(HttpStatusCode.Unauthorized)).Should().Contain(reason);
    }

    [Fact]
    public async Task An_invalid_token_is_refused_even_if_no_token_is_required()
    {
        await using var open = await TestServer.StartAsync(("Access:Keys:0:Secret", Tokens.Secret));
        await using var readable = await Tokens.StartServerAsync(
            ("Topics:Policies:0:Match", "news"), ("Topics:Policies:0:Anonymous", "all"));
        foreach (var server in (TestServer[])[open, readable])
        {
            var expired = Tokens.Make(Claims, expires: Now.AddMinutes(-1));
            foreach (var path in (string[])["/topics/news", "/topics/news/messages", "/topics/news/events", "/events?topic=news",
                "/rooms/a/members", "/topics", "/rooms", "/session", "/health/live", "/openapi/v1.json"])
            {
                using var response = await server.Client.SendAsync(HttpMethod.Get, path, expired);
                response.StatusCode.Should().Be(HttpStatusCode.Unauthorized, path);
            }

            using var published = await server.Client.PublishWithAsync(expired, "news");
            published.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task While_keys_are_replaced_no_valid_token_is_refused()
    {
        var old = Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray());
        var fresh = Convert.ToBase64String(Enumerable.Repeat((byte)2, 48).ToArray());
        await using var server = await TestServer.StartAsync(
            ("Access:Open", "false"), ("Access:Keys:0:Id", "2026-01"), ("Access:Keys:0:Secret", old), ("Access:Keys:1:Id", "2026-02"),
                ("Access:Keys:1:Secret", fresh));
        foreach (var token in (string[])[Tokens.Make(Claims, secret: old, keyId: "2026-01"),
            Tokens.Make(Claims, secret: fresh, keyId: "2026-02"),
            Tokens.Make(Claims, secret: fresh, keyId: "2026-02", algorithm: SecurityAlgorithms.HmacSha384)])
        {
            using var response = await server.Client.SendAsync(HttpMethod.Get, "/topics/news", token);
            response.StatusCode.Should().Be(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Algorithms_issuers_and_audiences_are_those_of_the_configuration()
    {
        var key = Convert.ToBase64String(Enumerable.Repeat((byte)3, 64).ToArray());
        await using var both = await TestServer.StartAsync(
            ("Access:Open", "false"), ("Access:Keys:0:Secret", key), ("Access:Algorithms:0", "HS512"), ("Access:Issuers:0", "shop"),
                ("Access:Audiences:0", "live"));
        using var right = await both.Client.SendAsync(
            HttpMethod.Get, "/topics/news",
            Tokens.Make(Claims, secret: key, issuer: "shop", audience: "live", algorithm: SecurityAlgorithms.HmacSha512));
        right.StatusCode.Should().Be(HttpStatusCode.OK);
        using var weaker = await both.Client.SendAsync(
            HttpMethod.Get, "/topics/news", Tokens.Make(Claims, secret: key, issuer: "shop", audience: "live"));
        (await weaker.ProblemAsync(HttpStatusCode.Unauthorized)).Should().NotBeEmpty();
        using var usual = await both.Client.SendAsync(HttpMethod.Get, "/topics/news", Tokens.Make(Claims));
        usual.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(SecurityAlgorithms.HmacSha384, 32, 48)]
    [InlineData(SecurityAlgorithms.HmacSha512, 32, 64)]
    [InlineData(SecurityAlgorithms.HmacSha512, 48, 64)]
    public async Task A_key_that_is_too_short_for_the_algorithm_is_reported(string algorithm, int length, int needed)
    {
        var secret = Enumerable.Repeat((byte)7, length).ToArray();
        await using var server = await TestServer.StartAsync(
            ("Access:Open", "false"), ("Access:Keys:0:Id", "long"),
                ("Access:Keys:0:Secret", Convert.ToBase64String(Enumerable.Repeat((byte)9, 64).ToArray())),
                ("Access:Keys:1:Secret", Convert.ToBase64String(secret)));
        using var response = await server.Client.SendAsync(HttpMethod.Get, "/topics/news", SignedByHand(algorithm, secret));
        (await response.ProblemAsync(HttpStatusCode.Unauthorized)).Should()
            .Be($"The token is signed with {algorithm}, which needs a key of {needed} bytes or more, and the key has {length}: make a " +
                "longer one (openssl rand -base64 64), or sign with HS256.");

        // Only a holder of the key receives this reason.
        using var other = await server.Client.SendAsync(HttpMethod.Get, "/topics/news", SignedByHand(algorithm, new byte[length]));
        (await other.ProblemAsync(HttpStatusCode.Unauthorized)).Should().Contain("not signed with a key that this server accepts");
    }

    [Fact]
    public async Task A_key_that_is_too_short_for_every_allowed_algorithm_prevents_the_start()
    {
        var start = async () => await Tokens.StartServerAsync(("Access:Algorithms:0", "HS512"));
        (await start.Should().ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>())
            .WithMessage("*Access:Keys:0:Secret has 32 bytes*64 or more*");
    }

    [Fact]
    public async Task The_keys_of_dotnet_user_jwts_are_accepted()
    {
        await using var server = await TestServer.StartAsync(
            ("Access:Open", "false"),
            ("Authentication:Schemes:Bearer:ValidAudiences:0", "http://localhost:5000"),
                ("Authentication:Schemes:Bearer:ValidIssuer", "dotnet-user-jwts"),
            ("Authentication:Schemes:Bearer:SigningKeys:0:Issuer", "dotnet-user-jwts"),
                ("Authentication:Schemes:Bearer:SigningKeys:0:Value", Tokens.Secret));
        var token = Tokens.Make(
            new(StringComparer.Ordinal) { ["sub"] = "ann", ["subscribe"] = "room:* news" }, issuer: "dotnet-user-jwts",
            audience: "http://localhost:5000");
        using var response = await server.Client.SendAsync(HttpMethod.Get, "/topics/news", token);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        using var room = await server.Client.SendAsync(HttpMethod.Get, "/rooms/lobby/members", token);
        room.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    // The library refuses to sign with such a short key; other libraries do not.
    private static string SignedByHand(string algorithm, byte[] secret)
    {
        var head = Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode($$"""{"alg":"{{algorithm}}","typ":"JWT"}""");
        var body = Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(
            $$"""{"iss":"streaming","aud":"streaming","sub":"ann","subscribe":"*","exp":{{Now.AddHours(1).ToUnixTimeSeconds()}}}""");
        var data = System.Text.Encoding.ASCII.GetBytes($"{head}.{body}");
        var signature = algorithm == SecurityAlgorithms.HmacSha384
            ? System.Security.Cryptography.HMACSHA384.HashData(secret, data)
            : System.Security.Cryptography.HMACSHA512.HashData(secret, data);
        return $"{head}.{body}.{Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(signature)}";
    }

    private static string Unsigned()
    {
        static string Part(string json) => Base64UrlEncoder.Encode(json);
        return $"{Part("""{"alg":"none","typ":"JWT"}""")}.{Part("""{"iss":"streaming","aud":"streaming","exp":4102444800,"sub":"ann","subscribe":"*"}""")}.";
    }

    private static string Tampered()
    {
        var parts = Tokens.Make(Claims).Split('.');
        return $"{parts[0]}.{Base64UrlEncoder.Encode("""{"iss":"streaming","aud":"streaming","exp":4102444800,"sub":"root","admin":"*"}""")}.{parts[2]}";
    }
}
