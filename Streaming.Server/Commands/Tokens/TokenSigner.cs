using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Streaming.Server.Access.Tokens;

namespace Streaming.Server.Commands.Tokens;

/// <summary>Signs tokens with a secret key.</summary>
internal sealed class TokenSigner(TokenServices services, TimeProvider time)
{
    private static readonly JsonWebTokenHandler s_handler = new() { SetDefaultTimesOnTokenCreation = false };

    private static readonly string[] s_algorithms =
        [SecurityAlgorithms.HmacSha256, SecurityAlgorithms.HmacSha384, SecurityAlgorithms.HmacSha512];

    /// <summary>Creates and signs a token.</summary>
    /// <exception cref="CommandException">
    /// No key is configured, the key that the request names does not exist, or the key cannot be used with the algorithm.
    /// </exception>
    public SignedToken Sign(TokenRequest request)
    {
        var access = services.Access;
        var (id, secret) = Key(request.KeyId);
        var key = new SymmetricSecurityKey(Convert.FromBase64String(secret)) { KeyId = id };
        var algorithm = Algorithm(request.Algorithm, key.Key.Length);
        var now = time.GetUtcNow().UtcDateTime;
        var claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = request.Subject };
        if (request.Name is { } name)
            claims["name"] = name;
        foreach (var (claim, patterns) in request.Permissions)
            claims[claim] = patterns;
        var expires = now + request.Lifetime;
        var token = s_handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = request.Issuer ?? access.Issuers.FirstOrDefault("streaming"),
            Audience = request.Audience ?? access.Audiences.FirstOrDefault("streaming"),
            Claims = claims,
            IssuedAt = now,
            Expires = expires,
            SigningCredentials = new SigningCredentials(key, algorithm),
        });
        return new SignedToken(token, expires, request.Subject, request.Name, request.Permissions, algorithm, id);
    }

    private (string? Id, string Secret) Key(string? id)
    {
        var keys = services.Access.Keys;
        if (id is not null)
        {
            return keys.FirstOrDefault(key => key.Id == id) is { } named ? (named.Id, named.Secret)
                : throw new CommandException($"Access:Keys has no key with the Id '{id}' (--key-id); it has {Ids(keys)}.");
        }

        if (keys.Count > 0)
            return (keys[0].Id.Length > 0 ? keys[0].Id : null, keys[0].Secret);
        if (services.DevelopmentKeys.FirstOrDefault() is { } development)
            return (null, development);
        throw new CommandException(services.Access.Authority is { } authority
            ? $"The server takes tokens of {authority} (Access:Authority), which issues them; this command has no key to sign with."
            : "There is no key to sign with: set Access:Keys:0:Secret (openssl rand -base64 64), or give --key-file or --key. In " +
                "Development, 'dotnet user-jwts create' makes one.");
    }

    private string Algorithm(string? given, int keyBytes)
    {
        var allowed = services.Access.Algorithms;
        var algorithm = given ?? s_algorithms.FirstOrDefault(each => allowed.Count == 0 || allowed.Contains(each)) ?? s_algorithms[0];
        if (!s_algorithms.Contains(algorithm))
            throw CommandException.Usage($"'{given}' (--algorithm) is not known; give HS256, HS384 or HS512.");
        var needed = ShortKeyDetector.RequiredBytes([algorithm]);
        return keyBytes >= needed ? algorithm
            : throw new CommandException(
                $"The key has {keyBytes} bytes, and {algorithm} needs {needed}; make one with 'openssl rand -base64 64'.");
    }

    private static string Ids(IList<AccessKey> keys) => keys.Count == 0 ? "no keys" : string.Join(", ", keys.Select(key => $"'{key.Id}'"));
}
