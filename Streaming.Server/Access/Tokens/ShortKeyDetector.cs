using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Streaming.Server.Access.Tokens;

/// <summary>
/// Detects tokens that were signed with a key that is too short for the algorithm (RFC 7518, section 3.2). The JWT library reports such a
/// token only as one with a wrong signature, which does not explain the cause.
/// </summary>
internal static class ShortKeyDetector
{
    private const int Sha384Bytes = 48;
    private const int Sha512Bytes = 64;

    /// <summary>
    /// Returns an explanation for the caller if the token was signed with a key that is too short; null if the token is invalid for another
    /// reason. The length of the key is revealed only to a caller that has signed the token with this key.
    /// </summary>
    public static string? Explain(string token, IEnumerable<SecurityKey>? keys)
    {
        try
        {
            var jwt = new JsonWebToken(token);
            var needed = RequiredBytes(jwt.Alg);
            if (needed == 0)
                return null;
            var signature = Base64UrlEncoder.DecodeBytes(jwt.EncodedSignature);
            var signed = Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]);
            var used = keys?.OfType<SymmetricSecurityKey>()
                .FirstOrDefault(key => key.Key.Length < needed
                    && CryptographicOperations.FixedTimeEquals(Sign(needed, key.Key, signed), signature));
            return used is null ? null
                : $"The token is signed with {jwt.Alg}, which needs a key of {needed} bytes or more, and the key has {used.Key.Length}: " +
                    "make a longer one (openssl rand -base64 64), or sign with HS256.";
        }
        catch (Exception e) when (e is ArgumentException or FormatException or SecurityTokenException)
        {
            // The token cannot be parsed, so it is invalid for a reason other than a short key.
            return null;
        }
    }

    /// <summary>
    /// Returns the smallest key length in bytes that at least one of these signature algorithms accepts; 0 if none of the algorithms has a
    /// minimum length.
    /// </summary>
    public static int RequiredBytes(IList<string> algorithms) =>
        algorithms.Where(algorithm => algorithm.StartsWith("HS", StringComparison.Ordinal)).Select(RequiredBytes).DefaultIfEmpty(0).Min();

    private static int RequiredBytes(string algorithm) => algorithm switch
    {
        SecurityAlgorithms.HmacSha384 => Sha384Bytes,
        SecurityAlgorithms.HmacSha512 => Sha512Bytes,
        _ => 0,
    };

    private static byte[] Sign(int length, byte[] key, byte[] data) =>
        length == Sha384Bytes ? HMACSHA384.HashData(key, data) : HMACSHA512.HashData(key, data);
}
