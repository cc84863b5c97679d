namespace Streaming.Server.Core.Messages;

/// <summary>
/// Compares content types. Parameters, such as <c>charset=utf-8</c>, and the difference between upper and lower case are ignored.
/// </summary>
internal static class MediaType
{
    /// <summary>
    /// The content type of JSON. A topic that was not created explicitly, but by the first publish to it, also has this content type.
    /// </summary>
    public const string Json = "application/json";

    /// <summary>Returns a content type without its parameters: <c>text/plain</c> for <c>text/plain; charset=utf-8</c>.</summary>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> contentType)
    {
        var end = contentType.IndexOf(';');
        return (end < 0 ? contentType : contentType[..end]).Trim();
    }

    /// <summary>Returns whether a text has the form of a content type, such as <c>text/plain</c>.</summary>
    public static bool IsValid(ReadOnlySpan<char> contentType)
    {
        var type = Of(contentType);
        var slash = type.IndexOf('/');
        return slash > 0 && slash < type.Length - 1 && !contentType.ContainsAnyExceptInRange(' ', '~')
            && !type.ContainsAny(' ', '"', ',') && type[(slash + 1)..].IndexOf('/') < 0;
    }

    /// <summary>Returns whether two content types are equal. Parameters, such as the charset, are ignored.</summary>
    public static bool AreEqual(string one, string other) => Of(one).Equals(Of(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns whether a content type is <c>application/json</c>. Parameters are ignored.</summary>
    public static bool IsJson(string contentType) => Of(contentType).Equals(Json, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns whether a content type is that of text, such as <c>text/plain</c>.</summary>
    public static bool IsText(string contentType) => Of(contentType).StartsWith("text/", StringComparison.OrdinalIgnoreCase);
}
