using Streaming.Server.Access.Limits;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Access;

/// <summary>Section <c>Access</c>: authorization of callers, and limits.</summary>
public sealed class AccessOptions
{
    /// <summary>Whether callers without a token may do everything. If not set, only this machine may, and only in Development.</summary>
    public bool? Open { get; set; }

    /// <summary>Keys that sign tokens (HMAC). Several keys allow a new one to be added before the old one is removed.</summary>
    public IList<AccessKey> Keys { get; } = [];

    /// <summary>An OpenID Connect authority whose published keys sign tokens, such as <c>https://login.example.com/realm</c>.</summary>
    public string? Authority { get; set; }

    /// <summary>Whether the authority must be called over https (default). Its keys decide which tokens are valid.</summary>
    public bool RequireHttpsAuthority { get; set; } = true;

    /// <summary>The accepted issuers (<c>iss</c>). Default: <c>streaming</c>, and the issuer of the authority if there is one.</summary>
    public IList<string> Issuers { get; } = [];

    /// <summary>The accepted audiences (<c>aud</c>). Default: <c>streaming</c>.</summary>
    public IList<string> Audiences { get; } = [];

    /// <summary>
    /// The accepted signature algorithms. Default: HS256, HS384 and HS512 with keys; RS256, RS384, RS512, PS256, ES256 and ES384 with an
    /// authority.
    /// </summary>
    public IList<string> Algorithms { get; } = [];

    /// <summary>The time by which an issuer's clock may be ahead of this server's (default 30 s). The expiry of a token is exact.</summary>
    [DurationRange("0s", "10m", "s")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Origins (<c>https://app.example.com</c>) whose pages may use cookies, WebSockets and CORS here, beside this server's own.
    /// </summary>
    public IList<string> Origins { get; } = [];

    /// <summary>
    /// Addresses or networks (<c>10.0.0.0/8</c>) of proxies whose <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Prefix</c> are trusted.
    /// Default: none.
    /// </summary>
    public IList<string> Proxies { get; } = [];

    /// <summary>The limits.</summary>
    public LimitOptions Limits { get; set; } = new();
}
