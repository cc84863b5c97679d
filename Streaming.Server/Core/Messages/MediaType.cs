namespace Streaming.Server.Core.Messages;

/// <summary>
/// Compares content types. Parameters of a content type, such as the charset, are ignored, and upper and lower case are equal.
/// </summary>
internal static class MediaType
{
    /// <summary>The content type of a topic that was not created explicitly, but by a publish.</summary>
    public const string Json = "application/json";

    /// <summary>Returns a content type without its parameters, such as the charset.</summary>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> contentType)
    {
        var end = contentType.IndexOf(';');
        return (end < 0 ? contentType : contentType[..end]).Trim();
    }

    /// <summary>Returns whether a text has the form of a media type, such as <c>text/plain</c>.</summary>
    public static bool IsValid(ReadOnlySpan<char> contentType)
    {
        var type = Of(contentType);
        var slash = type.IndexOf('/');
        return slash > 0 && slash < type.Length - 1 && !contentType.ContainsAnyExceptInRange(' ', '~')
            && !type.ContainsAny(' ', '"', ',') && type[(slash + 1)..].IndexOf('/') < 0;
    }

    /// <summary>Returns whether two content types have the same media type.</summary>
    public static bool AreEqual(string one, string other) => Of(one).Equals(Of(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns whether a content type is that of JSON.</summary>
    public static bool IsJson(string contentType) => Of(contentType).Equals(Json, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns whether a content type is one of text, such as <c>text/plain</c>.</summary>
    public static bool IsText(string contentType) => Of(contentType).StartsWith("text/", StringComparison.OrdinalIgnoreCase);
}
