using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Tokens;

/// <summary>Issues tokens that this server accepts, if the server has a secret key with which it can sign them.</summary>
internal sealed class TokenIssuer(IOptions<AccessOptions> options, TimeProvider time)
{
    private static readonly string[] s_algorithms =
        [SecurityAlgorithms.HmacSha256, SecurityAlgorithms.HmacSha384, SecurityAlgorithms.HmacSha512];
    private static readonly JsonWebTokenHandler s_handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>
    /// Whether the server can issue tokens: it must require tokens, and have a secret key to sign them. Without a secret key, only the
    /// OpenID Connect authority issues tokens.
    /// </summary>
    public bool CanIssue => options.Value is { Open: not true, Keys.Count: > 0 } && Algorithm is not null;

    private string? Algorithm =>
        options.Value.Algorithms.Count == 0 ? s_algorithms[0] : s_algorithms.FirstOrDefault(options.Value.Algorithms.Contains);

    /// <summary>The claim of a token that was issued for an invited guest.</summary>
    public const string GuestClaim = "guest";

    /// <summary>Issues a token with which an invited guest can publish to and read one topic until the token expires.</summary>
    public string Issue(string subject, TopicName topic, DateTimeOffset expires)
    {
        var access = options.Value;
        var key = new SymmetricSecurityKey(Convert.FromBase64String(access.Keys[0].Secret));
        if (access.Keys[0].Id.Length > 0)
            key.KeyId = access.Keys[0].Id;
        return s_handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = access.Issuers.Count > 0 ? access.Issuers[0] : "streaming",
            Audience = access.Audiences.Count > 0 ? access.Audiences[0] : "streaming",
            Claims = new Dictionary<string, object>(
                StringComparer.Ordinal)
            {
                ["sub"] = subject,
                [GuestClaim] = true,
                ["publish"] = (string[])[topic.Value],
                ["subscribe"] = (string[])[topic.Value]
            },
            IssuedAt = time.GetUtcNow().UtcDateTime,
            Expires = expires.UtcDateTime,
            SigningCredentials = new SigningCredentials(key, Algorithm),
        });
    }
}
