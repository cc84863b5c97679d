using System.Text;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Texts for columns of the type <c>text</c>, which cannot contain U+0000 nor halves of surrogate pairs.</summary>
internal static class PostgresqlText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text with U+FFFD in place of what cannot be stored.</summary>
    public static string? Of(string? text)
    {
        if (text is null || (!text.Contains('\0', StringComparison.Ordinal) && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')))
            return text;
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', Replacement);
    }
}
