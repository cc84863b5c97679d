using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Streaming.Receiver;

/// <summary>
/// Verifies the signature of a request by the rules of Standard Webhooks. Libraries exist for many languages; this is all that they do.
/// </summary>
internal static class Signature
{
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(5);

    public static bool IsValid(IHeaderDictionary headers, byte[] body, string secret, DateTimeOffset now)
    {
        string id = headers["webhook-id"].ToString(), timestamp = headers["webhook-timestamp"].ToString();
        // An old request is refused: an attacker may have recorded it.
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || (now - DateTimeOffset.UnixEpoch.AddSeconds(seconds)).Duration() > s_tolerance)
            return false;
        byte[] content = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var expected = Encoding.ASCII.GetBytes(
            "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), content)));
        // While a secret is being replaced, the request has two signatures.
        return headers["webhook-signature"].ToString().Split(' ')
            .Any(given => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given), expected));
    }
}
