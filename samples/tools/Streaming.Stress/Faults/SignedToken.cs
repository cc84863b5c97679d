using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Streaming.Stress.Faults;

/// <summary>Signs tokens (JWT) with which clients may publish and subscribe.</summary>
internal static class SignedToken
{
    private static readonly byte[] s_key = RandomNumberGenerator.GetBytes(32);

    /// <summary>The setting <c>Access:Keys:0:Secret</c> of a server that accepts the tokens.</summary>
    public static string Secret => Convert.ToBase64String(s_key);

    /// <summary>Returns a token that allows all topics until a time.</summary>
    public static string Create(DateTimeOffset expiry)
    {
        var head = Part("""{"alg":"HS256","typ":"JWT"}""");
        var end = expiry.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var body = Part("{\"iss\":\"streaming\",\"aud\":\"streaming\",\"sub\":\"stress\",\"publish\":[\"*\"],"
            + $"\"subscribe\":[\"*\"],\"exp\":{end}}}");
        var signature = HMACSHA256.HashData(s_key, Encoding.ASCII.GetBytes($"{head}.{body}"));
        return $"{head}.{body}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
