using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Tokens;

/// <summary>Checks tokens with the options and the key store of the JWT bearer package.</summary>
/// <remarks>
/// No authentication scheme is registered: it would run for every request, also without a token, and would change
/// the default scheme of an application that hosts this server.
/// </remarks>
internal sealed class TokenValidator
{
    /// <summary>The name of the options.</summary>
    internal const string Scheme = "Streaming";

    private const int MaxTokenLength = 16 * 1024;

    private readonly IOptionsMonitor<JwtBearerOptions> _options;

    internal TokenValidator(IOptionsMonitor<JwtBearerOptions> options) => _options = options;

    /// <summary>Validates a token.</summary>
    /// <returns>The caller of the token.</returns>
    /// <param name="token">The token as received.</param>
    /// <param name="address">The address for limits per address.</param>
    /// <exception cref="RefusalException">The token is not valid, with the reason; or its authority does not answer.</exception>
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
        {
            await DemandKeysAsync(options);
            throw ShortKey.Explain(token, options.TokenValidationParameters.IssuerSigningKeys) is { } sentence ? Invalid(sentence)
                : Explain(result.Exception);
        }

        RefuseCriticalExtensions(result.SecurityToken);
        return CallerClaims.Read(new ClaimsPrincipal(result.ClaimsIdentity), address, KeyOf(token));
    }

    /// <summary>Whether the reason of a refusal is an expired token, so that the client only needs a newer one.</summary>
    public static bool HasEnded(RefusalException refusal) => refusal.InnerException is SecurityTokenExpiredException;

    private static async Task<TokenValidationResult> ValidateAsync(string token, JwtBearerOptions options)
    {
        var parameters = options.TokenValidationParameters.Clone();
        if (options.ConfigurationManager is BaseConfigurationManager manager)
            parameters.ConfigurationManager = manager;
        var result = await options.TokenHandlers[0].ValidateTokenAsync(token, parameters);
        // The authority may have a new key: the next token uses it.
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException && options.RefreshOnIssuerKeyNotFound)
            options.ConfigurationManager?.RequestRefresh();
        return result;
    }

    // Without the authority's keys, every token looks wrongly signed: that is not the caller's fault.
    private static async Task DemandKeysAsync(JwtBearerOptions options)
    {
        try
        {
            if (options.ConfigurationManager is { } manager)
                await manager.GetConfigurationAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException)
        {
            throw new RefusalException(
                RefusalReason.Unavailable, "The token cannot be checked now, since the keys of its authority cannot be loaded; try again.",
                e);
        }
    }

    // RFC 7515, section 4.1.11: a recipient must refuse a token whose 'crit' header lists an unsupported extension. This server supports
    // none.
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
        SecurityTokenNoExpirationException => Invalid("The token has no claim 'exp'; it must say when it ends."),
        SecurityTokenInvalidAudienceException =>
            Invalid("The token is for another audience; its claim 'aud' must be one of Access:Audiences."),
        SecurityTokenInvalidIssuerException => Invalid("The token is of another issuer; its claim 'iss' must be one of Access:Issuers."),
        SecurityTokenInvalidAlgorithmException => Invalid("The token is signed with an algorithm that is not allowed here."),
        SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException or SecurityTokenInvalidSigningKeyException =>
            Invalid("The token is not signed with a key that this server believes."),
        _ => Invalid("The token is not a valid JWT."),
    };

    private static RefusalException Invalid(string sentence, Exception? inner = null) => new(RefusalReason.InvalidToken, sentence, inner);
}
