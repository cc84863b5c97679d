using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Streaming.Server.Access.Tokens;

/// <summary>
/// Sets the options of the JWT package, which validates tokens. The keys, the authority and the accepted claims are from the configuration
/// section <c>Access</c>. The keys that the tool <c>dotnet user-jwts</c> writes to <c>Authentication:Schemes:Bearer</c> are valid too.
/// </summary>
internal sealed class ConfigureJwtBearer(
    IConfiguration configuration, IOptionsMonitor<AccessOptions> access, TimeProvider time) : IConfigureNamedOptions<JwtBearerOptions>
{
    /// <summary>The configuration section in which the tool <c>dotnet user-jwts</c> stores its signing keys.</summary>
    public const string ToolKeysSection = ToolSection + ":SigningKeys";

    private const string ToolSection = "Authentication:Schemes:Bearer";

    private static readonly string[] s_withKeys =
        [SecurityAlgorithms.HmacSha256, SecurityAlgorithms.HmacSha384, SecurityAlgorithms.HmacSha512];

    private static readonly string[] s_withAuthority =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
    ];

    public void Configure(JwtBearerOptions options) => Configure(TokenValidator.Scheme, options);

    public void Configure(string? name, JwtBearerOptions options)
    {
        if (name != TokenValidator.Scheme)
            return;
        var settings = access.CurrentValue;
        var tool = configuration.GetSection(ToolSection);
        var keys = settings.Keys.Select(Key).Concat(ToolKeys(configuration.GetSection(ToolKeysSection))).ToList();
        var hasAuthority = settings.Authority is not null;
        options.MapInboundClaims = false;
        options.Authority = settings.Authority;
        options.BackchannelTimeout = AuthorityKeys.Timeout;
        options.RequireHttpsMetadata = settings.RequireHttpsAuthority;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            NameClaimType = "name",
            IssuerSigningKeys = keys,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ValidateIssuerSigningKey = true,
            ValidAlgorithms = settings.Algorithms.Count > 0 ? settings.Algorithms
                : [.. keys.Count > 0 ? s_withKeys : [], .. hasAuthority ? s_withAuthority : []],
            ValidIssuers = [.. OrStreaming(settings.Issuers), .. Values(tool, "ValidIssuer", "ValidIssuers")],
            ValidAudiences = [.. OrStreaming(settings.Audiences), .. Values(tool, "ValidAudience", "ValidAudiences")],
            LifetimeValidator = (notBefore, expires, _, _) => CheckLifetime(notBefore, expires, settings.ClockSkew),
        };
    }

    private static IEnumerable<string> OrStreaming(IList<string> given) => given.Count > 0 ? given : ["streaming"];

    private static IEnumerable<string> Values(IConfigurationSection section, string one, string several) =>
        section.GetSection(several).GetChildren().Select(child => child.Value).Append(section[one]).OfType<string>();

    private static IEnumerable<SecurityKey> ToolKeys(IConfigurationSection section) =>
        section.GetChildren().Select(key => key["Value"]).OfType<string>()
            .Select(value => new SymmetricSecurityKey(Convert.FromBase64String(value)));

    private static SymmetricSecurityKey Key(AccessKey key)
    {
        var created = new SymmetricSecurityKey(Convert.FromBase64String(key.Secret));
        if (key.Id.Length > 0)
            created.KeyId = key.Id;
        return created;
    }

    private bool CheckLifetime(DateTime? notBefore, DateTime? expires, TimeSpan skew)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (expires is not { } end)
            throw new SecurityTokenNoExpirationException("The token has no end.");
        if (end <= now)
            throw new SecurityTokenExpiredException("The token has expired.") { Expires = end };
        if (notBefore > now + skew)
            throw new SecurityTokenNotYetValidException("The token is not valid yet.") { NotBefore = notBefore.Value };
        // The library gives a claim that is later than the year 9999, such as one in milliseconds, as the latest time.
        if (end >= DateTime.MaxValue.Date)
            throw new SecurityTokenInvalidLifetimeException("The token's claim 'exp' is not in seconds.") { Expires = end };
        return true;
    }
}
