using Streaming.Server.Access.Limits;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Access;

/// <summary>Configuration section <c>Access</c>: the rules for who may publish and read, and the limits for clients.</summary>
public sealed class AccessOptions
{
    /// <summary>
    /// Whether callers without a token may publish, read and trim every topic. If it is not set, only callers on the server's own machine
    /// may do so, and only in the Development environment.
    /// </summary>
    public bool? Open { get; set; }

    /// <summary>
    /// The secret keys (HMAC) with which tokens are signed. With several keys, a new key can be added before the old one is removed.
    /// </summary>
    public IList<AccessKey> Keys { get; } = [];

    /// <summary>
    /// The address of an OpenID Connect authority whose published keys verify tokens, such as <c>https://login.example.com/realm</c>.
    /// </summary>
    public string? Authority { get; set; }

    /// <summary>
    /// Whether the OpenID Connect authority must be called over https (default true). The authority's keys decide which tokens are valid.
    /// </summary>
    public bool RequireHttpsAuthority { get; set; } = true;

    /// <summary>
    /// The issuers (claim <c>iss</c>) of which tokens are accepted. Default: <c>streaming</c>, and the issuer of the authority if there is
    /// one.
    /// </summary>
    public IList<string> Issuers { get; } = [];

    /// <summary>The audiences (claim <c>aud</c>) for which tokens are accepted. Default: <c>streaming</c>.</summary>
    public IList<string> Audiences { get; } = [];

    /// <summary>
    /// The accepted signature algorithms of tokens. Default: HS256, HS384 and HS512 if there are secret keys; RS256, RS384, RS512, PS256,
    /// ES256 and ES384 if there is an OpenID Connect authority.
    /// </summary>
    public IList<string> Algorithms { get; } = [];

    /// <summary>
    /// The time by which the clock of a token's issuer may be ahead of the server's clock (default 30 s). The expiry of a token has no such
    /// tolerance.
    /// </summary>
    [DurationRange("0s", "10m", "s")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The origins (such as <c>https://app.example.com</c>) whose web pages may use this server with cookies, WebSockets and CORS. The
    /// server's own origin is always allowed.
    /// </summary>
    public IList<string> Origins { get; } = [];

    /// <summary>
    /// The addresses or networks (such as <c>10.0.0.0/8</c>) of the proxies whose headers <c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c>
    /// and <c>X-Forwarded-Prefix</c> are trusted. Default: none.
    /// </summary>
    public IList<string> Proxies { get; } = [];

    /// <summary>The limits for clients: connections, streams, rates, sizes and timeouts.</summary>
    public LimitOptions Limits { get; set; } = new();
}
