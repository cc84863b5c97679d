using System.Security.Cryptography;
using System.Text;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Encrypts the announcements of commits (AES-256-GCM). PostgreSQL lets each login role of the database send and receive notifications,
/// also a role without permissions on the tables. The key follows from a secret in a table, which only the nodes can read.
/// </summary>
internal static class AnnouncementCipher
{
    /// <summary>The maximum length of an announcement before it is encrypted.</summary>
    public const int MaxBytes = 5_900;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Returns the key for announcements, which follows from the secret of the store.</summary>
    public static byte[] KeyOf(string secret) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), "announcements of commits"u8);

    /// <summary>Encrypts an announcement, and returns the text of its notification, with less than 8,000 characters.</summary>
    /// <param name="key">The key.</param>
    /// <param name="channel">The channel of the notification. The text cannot be decrypted on another channel.</param>
    /// <param name="announcement">The announcement, with at most <see cref="MaxBytes"/> bytes.</param>
    public static string Encrypt(byte[] key, string channel, string announcement)
    {
        var plain = Encoding.UTF8.GetBytes(announcement);
        var text = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(text.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(
            text.AsSpan(0, NonceBytes), plain, text.AsSpan(NonceBytes, plain.Length), text.AsSpan(NonceBytes + plain.Length),
            Encoding.UTF8.GetBytes(channel));
        return Convert.ToBase64String(text);
    }

    /// <summary>Returns the announcement in the text of a notification; null if no node of this store has sent it.</summary>
    public static string? TryDecrypt(byte[] key, string channel, string text)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length) || length < NonceBytes + TagBytes)
            return null;
        var plain = new byte[length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(key, TagBytes);
        try
        {
            cipher.Decrypt(
                bytes.AsSpan(0, NonceBytes), bytes.AsSpan(NonceBytes, plain.Length), bytes.AsSpan(NonceBytes + plain.Length, TagBytes),
                plain, Encoding.UTF8.GetBytes(channel));
            return Encoding.UTF8.GetString(plain);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
