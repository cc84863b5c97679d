using Streaming.Server.Access.Limits;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Access;

/// <summary>
/// Holds the rules for publishing and reading, and the limits for clients, which are bound to the configuration section <c>Access</c>.
/// </summary>
public sealed class AccessOptions
{
    /// <summary>
    /// Whether callers without a token may publish to every topic, read it, and trim it (delete its old messages). If not set, only callers
    /// on the server's own machine may do so, and only in the Development environment.
    /// </summary>
    public bool? Open { get; set; }

    /// <summary>
    /// The secret keys (HMAC) with which tokens are signed. To replace a key, add the new key first, and remove the old key when its tokens
    /// have expired.
    /// </summary>
    public IList<AccessKey> Keys { get; } = [];

    /// <summary>
    /// The URL of an OpenID Connect authority, such as <c>https://login.example.com/realm</c>. The server checks the signatures of tokens
    /// with the keys that the authority publishes.
    /// </summary>
    public string? Authority { get; set; }

    /// <summary>
    /// Whether the server may load the keys of the OpenID Connect authority only over https (default true). These keys decide which tokens
    /// are valid.
    /// </summary>
    public bool RequireHttpsAuthority { get; set; } = true;

    /// <summary>
    /// The issuers of accepted tokens (claim <c>iss</c>). Default: <c>streaming</c>, and the issuer of the authority if there is one.
    /// </summary>
    public IList<string> Issuers { get; } = [];

    /// <summary>The audiences of accepted tokens (claim <c>aud</c>). Default: <c>streaming</c>.</summary>
    public IList<string> Audiences { get; } = [];

    /// <summary>
    /// The signature algorithms of accepted tokens. Default with secret keys: HS256, HS384 and HS512. Default with an OpenID Connect
    /// authority: RS256, RS384, RS512, PS256, ES256 and ES384.
    /// </summary>
    public IList<string> Algorithms { get; } = [];

    /// <summary>
    /// The time by which a token is accepted before its start time (claim <c>nbf</c>), by default 30 s. The tolerance is needed because the
    /// clock of the token's issuer may be ahead of the server's clock. The expiry of a token has no tolerance.
    /// </summary>
    [DurationRange("0s", "10m", "s")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The origins (such as <c>https://app.example.com</c>) of web pages that may use this server with cookies, WebSockets and CORS. The
    /// server's own origin is always allowed.
    /// </summary>
    public IList<string> Origins { get; } = [];

    /// <summary>
    /// The IP addresses or networks (such as <c>10.0.0.0/8</c>) of trusted proxies. The server uses their headers <c>X-Forwarded-For</c>,
    /// <c>X-Forwarded-Proto</c> and <c>X-Forwarded-Prefix</c>. Default: none.
    /// </summary>
    public IList<string> Proxies { get; } = [];

    /// <summary>The limits for clients: connections, streams, rates, sizes and timeouts.</summary>
    public LimitOptions Limits { get; set; } = new();
}
