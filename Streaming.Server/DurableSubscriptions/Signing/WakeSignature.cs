using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Streaming.Server.DurableSubscriptions.Signing;

/// <summary>Signs the body of a request to a webhook as the Durable Streams protocol requires.</summary>
internal static class WakeSignature
{
    public const string Header = "Webhook-Signature";

    /// <summary>
    /// Returns the value of the signature header: the time, the id of the key, and the signature of the time and the body.
    /// </summary>
    public static string Of(SubscriptionKeys keys, byte[] body, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(seconds), (byte)'.', .. body];
        return $"t={seconds},kid={keys.KeyId},ed25519={Base64Url.EncodeToString(keys.Sign(signed))}";
    }
}
