using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Streaming.Receiver;

/// <summary>
/// Verifies the signature of a webhook request by the rules of Standard Webhooks. Libraries for this exist in many languages; they do the
/// same.
/// </summary>
internal static class Signature
{
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(5);

    public static bool IsValid(IHeaderDictionary headers, byte[] body, string secret, DateTimeOffset now)
    {
        string id = headers["webhook-id"].ToString(), timestamp = headers["webhook-timestamp"].ToString();
        // A request with an old timestamp is refused, since an attacker may have recorded it earlier.
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || (now - DateTimeOffset.UnixEpoch.AddSeconds(seconds)).Duration() > s_tolerance)
            return false;
        byte[] content = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var expected = Encoding.ASCII.GetBytes(
            "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), content)));
        // While the secret is being replaced, a request has two signatures: one by each secret.
        return headers["webhook-signature"].ToString().Split(' ')
            .Any(given => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given), expected));
    }
}
