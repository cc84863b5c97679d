using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Streaming.Receiver;

/// <summary>Verifies a request as Standard Webhooks says. There are libraries for this; it is all there is to it.</summary>
internal static class Signature
{
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(5);

    public static bool IsValid(IHeaderDictionary headers, byte[] body, string secret, DateTimeOffset now)
    {
        string id = headers["webhook-id"].ToString(), timestamp = headers["webhook-timestamp"].ToString();
        // An old request that somebody has kept is not to be believed.
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || (now - DateTimeOffset.UnixEpoch.AddSeconds(seconds)).Duration() > s_tolerance)
            return false;
        byte[] content = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var expected = Encoding.ASCII.GetBytes(
            "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), content)));
        // While a secret is being changed there are two.
        return headers["webhook-signature"].ToString().Split(' ')
            .Any(given => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given), expected));
    }
}
