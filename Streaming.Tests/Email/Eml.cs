using System.Text;
using MimeKit;
using Streaming.Tests.Support;

namespace Streaming.Tests.Email;

/// <summary>A mail in its transfer format (RFC 5322).</summary>
internal static class Eml
{
    public static async Task<MimeMessage> ReadAsync(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await MimeMessage.LoadAsync(stream).OrTimeout();
    }
}
