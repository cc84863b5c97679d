using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Tokens;

/// <summary>Validates the tokens of requests with the options and the keys of the JWT package.</summary>
/// <remarks>
/// The server registers no authentication scheme of ASP.NET Core. Such a scheme would run for every request, even without a token, and
/// would change the default scheme of the hosting application.
/// </remarks>
internal sealed class TokenValidator
{
    /// <summary>The name under which the options of the JWT package are registered.</summary>
    internal const string Scheme = "Streaming";

    private const int MaxTokenLength = 16 * 1024;

    private readonly IOptionsMonitor<JwtBearerOptions> _options;
    private readonly AuthorityKeys _authorityKeys;
    private readonly bool _isOpen;

    internal TokenValidator(IOptionsMonitor<JwtBearerOptions> options, AccessOptions access, TimeProvider time) =>
        (_options, _isOpen, _authorityKeys) = (options, access.Open == true, new AuthorityKeys(time));

    /// <summary>
    /// Validates a token, and returns the caller (the identity and the permissions of the sender) that the token describes.
    /// </summary>
    /// <returns>The caller with the permissions of the token.</returns>
    /// <param name="token">The token as the client sent it.</param>
    /// <param name="address">The client's IP address, for the limits per client address; null if those limits do not count the
    /// client.</param>
    /// <exception cref="RefusalException">The token is not valid, or the keys of its authority cannot be loaded.</exception>
    public async ValueTask<Caller> CheckAsync(string token, IPAddress? address)
    {
        var options = _options.Get(Scheme);
        if (!options.CanCheck())
            throw Invalid("This server has no key and no authority to check tokens with; leave the token out, or set Access:Keys or " +
                "Access:Authority.");
        if (token.Length is 0 or > MaxTokenLength)
            throw Invalid($"The token is empty or longer than {MaxTokenLength} characters.");
        var result = await ValidateAsync(token, options);
        if (!result.IsValid)
            throw ShortKeyDetector.Explain(token, options.TokenValidationParameters.IssuerSigningKeys) is { } sentence ? Invalid(sentence)
                : Explain(result.Exception);

        RefuseCriticalExtensions(result.SecurityToken);
        // If the server is open to everyone, a caller with a token also has the permissions of callers without a token.
        return CallerClaims.Read(new ClaimsPrincipal(result.ClaimsIdentity), address, KeyOf(token)) with { IsOpen = _isOpen };
    }

    /// <summary>Returns whether a request was refused only because its token has expired, so that the client needs a newer token.</summary>
    public static bool IsExpired(RefusalException refusal) => refusal.InnerException is SecurityTokenExpiredException;

    private async Task<TokenValidationResult> ValidateAsync(string token, JwtBearerOptions options)
    {
        var parameters = options.TokenValidationParameters.Clone();
        // Tokens that are signed with a key of this server need no key of the authority, which may be slow or unreachable.
        if (options.ConfigurationManager is BaseConfigurationManager manager && IsOfAuthority(token))
        {
            await _authorityKeys.EnsureAsync(options);
            parameters.ConfigurationManager = manager;
        }

        var result = await options.TokenHandlers[0].ValidateTokenAsync(token, parameters);
        // The token was signed with an unknown key, which the authority may have added recently. This request is refused, but the keys of
        // the authority are loaded again. So a later request with the same token succeeds if the key is known by then.
        if (parameters.ConfigurationManager is not null && options.RefreshOnIssuerKeyNotFound
            && result.Exception is SecurityTokenSignatureKeyNotFoundException)
            options.ConfigurationManager?.RequestRefresh();
        return result;
    }

    private static bool IsOfAuthority(string token)
    {
        try
        {
            var algorithm = new JsonWebToken(token).Alg;
            return !string.IsNullOrEmpty(algorithm) && !algorithm.StartsWith("HS", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or JsonException)
        {
            return false;
        }
    }

    // RFC 7515, section 4.1.11: a recipient must refuse a token whose header 'crit' lists an extension that the recipient does not support.
    // This server supports no extensions.
    private static void RefuseCriticalExtensions(SecurityToken token)
    {
        if (token is not JsonWebToken jwt || jwt.TryGetHeaderValue<object>("crit", out _))
            throw Invalid("The token has a header 'crit'; this server supports no critical extension, so issue the token without one.");
    }

    private static string KeyOf(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)).AsSpan(0, 16));

    private static RefusalException Explain(Exception? exception) => exception switch
    {
        SecurityTokenExpiredException expired =>
            Invalid(string.Create(CultureInfo.InvariantCulture,
            $"The token expired at {expired.Expires:yyyy-MM-dd HH:mm:ss} UTC; get a new one."), expired),
        SecurityTokenNotYetValidException early =>
            Invalid(string.Create(CultureInfo.InvariantCulture,
            $"The token is not valid before {early.NotBefore:yyyy-MM-dd HH:mm:ss} UTC.")),
        SecurityTokenNoExpirationException => Invalid("The token has no claim 'exp'; get one with a time of expiry."),
        SecurityTokenInvalidLifetimeException =>
            Invalid("The token's claim 'exp' is not a time in seconds since 1970 (is it in milliseconds?); get a token whose 'exp' is."),
        SecurityTokenInvalidAudienceException =>
            Invalid("The token is for another audience; its claim 'aud' must be one of Access:Audiences."),
        SecurityTokenInvalidIssuerException => Invalid("The token is of another issuer; its claim 'iss' must be one of Access:Issuers."),
        SecurityTokenInvalidAlgorithmException => Invalid("The token is signed with an algorithm that is not allowed here."),
        SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException or SecurityTokenInvalidSigningKeyException =>
            Invalid("The token is not signed with a key that this server accepts."),
        _ => Invalid("The token is not a valid JWT."),
    };

    private static RefusalException Invalid(string sentence, Exception? inner = null) => new(RefusalReason.InvalidToken, sentence, inner);
}
