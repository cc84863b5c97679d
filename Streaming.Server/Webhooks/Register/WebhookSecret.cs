using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// Creates secrets and signatures of webhooks, as the specification Standard Webhooks requires. A secret is <c>whsec_</c> and Base64. A
/// signature is HMAC-SHA256 over <c>id.timestamp.body</c>.
/// </summary>
internal static class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int NewBytes = 32;
    private const int MinBytes = 24;
    private const int MaxBytes = 64;

    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(NewBytes));

    /// <summary>Checks that a text is a valid secret of a webhook, and returns it unchanged.</summary>
    /// <exception cref="RefusalException">The text is not a valid secret. The error message does not contain the text, because it may be
    /// confidential.</exception>
    public static string Check(string secret) =>
        secret.StartsWith(Prefix, StringComparison.Ordinal) && TryDecode(secret, out var key) && key.Length is >= MinBytes and <= MaxBytes
            ? secret
            : throw RefusalException.Invalid(
                $"The secret is not valid; give whsec_ and base64 of {MinBytes} to {MaxBytes} random bytes, or leave it out and the " +
                "server creates one: echo whsec_$(openssl rand -base64 32).");

    /// <summary>
    /// Returns the headers with the signature of a request to a webhook. The request is signed with the current secret of the webhook and,
    /// for a time after a change, also with the previous secret.
    /// </summary>
    public static Dictionary<string, string> Sign(Webhook webhook, string messageId, ReadOnlySpan<byte> body, DateTime now)
    {
        var timestamp = ((DateTimeOffset)now).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] content = [.. Encoding.ASCII.GetBytes($"{messageId}.{timestamp}."), .. body];
        var signature = Signature(webhook.Secret, content);
        if (webhook.OldSecret is { } old && now < webhook.OldSecretUntil)
            signature += " " + Signature(old, content);
        return new Dictionary<string, string>(
            StringComparer.Ordinal)
        { ["webhook-id"] = messageId, ["webhook-timestamp"] = timestamp, ["webhook-signature"] = signature };
    }

    private static string Signature(string secret, byte[] content)
    {
        TryDecode(secret, out var key);
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, content));
    }

    private static bool TryDecode(string secret, out byte[] key)
    {
        var buffer = new byte[secret.Length];
        var valid = Convert.TryFromBase64String(secret[Prefix.Length..], buffer, out var length);
        key = buffer[..length];
        return valid;
    }
}
