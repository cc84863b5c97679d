namespace Streaming.Server.Core.Messages;

/// <summary>Compares content types. Their parameters, such as the charset, and their case are ignored.</summary>
internal static class MediaType
{
    /// <summary>The content type of topics that were begun by a publish.</summary>
    public const string Json = "application/json";

    /// <summary>Returns the media type of a content type, without parameters.</summary>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> contentType)
    {
        var end = contentType.IndexOf(';');
        return (end < 0 ? contentType : contentType[..end]).Trim();
    }

    /// <summary>Whether two content types have the same media type.</summary>
    public static bool AreEqual(string one, string other) => Of(one).Equals(Of(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the content type is that of JSON.</summary>
    public static bool IsJson(string contentType) => Of(contentType).Equals(Json, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the content type is one of text, such as <c>text/plain</c>.</summary>
    public static bool IsText(string contentType) => Of(contentType).StartsWith("text/", StringComparison.OrdinalIgnoreCase);
}
