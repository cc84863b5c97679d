using Streaming.Server.Access.Limits;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Access;

/// <summary>Section <c>Access</c>: who may publish, subscribe and administer.</summary>
public sealed class AccessOptions
{
    /// <summary>Whether everybody may do everything without a token. Not set: in Development this machine itself may, elsewhere nobody.</summary>
    public bool? Open { get; set; }

    /// <summary>Keys that tokens are signed with (HMAC). Several, so that a new one can be brought in before the old one goes.</summary>
    public IList<AccessKey> Keys { get; } = [];

    /// <summary>An OpenID Connect authority whose published keys sign tokens, such as <c>https://login.example.com/realm</c>.</summary>
    public string? Authority { get; set; }

    /// <summary>Whether the authority must be reached over https (default). Its keys decide who gets in.</summary>
    public bool RequireHttpsAuthority { get; set; } = true;

    /// <summary>The issuers (<c>iss</c>) that are believed. None given: <c>streaming</c>, and the authority's own where there is one.</summary>
    public IList<string> Issuers { get; } = [];

    /// <summary>The audiences (<c>aud</c>) that a token may be for. None given: <c>streaming</c>.</summary>
    public IList<string> Audiences { get; } = [];

    /// <summary>The algorithms that a token may be signed with. None given: HS256, HS384 and HS512 with keys; RS256, RS384, RS512, PS256, ES256 and ES384 with an authority.</summary>
    public IList<string> Algorithms { get; } = [];

    /// <summary>How far the clock of who issues tokens may be ahead of this server's (default 30 s). The end of a token is exact.</summary>
    [DurationRange("0s", "10m", "s")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Origins (<c>https://app.example.com</c>) whose pages may use cookies, WebSockets and CORS here, beside this server's own.</summary>
    public IList<string> Origins { get; } = [];

    /// <summary>Addresses or networks (<c>10.0.0.0/8</c>) of proxies whose <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Prefix</c> are believed. None: nobody's.</summary>
    public IList<string> Proxies { get; } = [];

    /// <summary>The limits.</summary>
    public LimitOptions Limits { get; set; } = new();
}
