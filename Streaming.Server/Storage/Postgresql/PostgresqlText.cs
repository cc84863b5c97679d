using System.Text;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Prepares text for columns of PostgreSQL's type <c>text</c>, which cannot contain the character U+0000 or unpaired surrogates.
/// </summary>
internal static class PostgresqlText
{
    private const char Replacement = '\uFFFD';

    /// <summary>Returns the text with U+FFFD in place of each character that PostgreSQL cannot store.</summary>
    public static string? Of(string? text)
    {
        if (text is null || (!text.Contains('\0', StringComparison.Ordinal) && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')))
            return text;
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', Replacement);
    }
}
