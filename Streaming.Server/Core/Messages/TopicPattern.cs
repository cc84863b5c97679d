using System.IO.Enumeration;

namespace Streaming.Server.Core.Messages;

/// <summary>A pattern of topic names: an exact name, or <c>*</c> for any characters (<c>room:*</c>, <c>*</c>). Case-sensitive.</summary>
internal static class TopicPattern
{
    /// <summary>Whether the name matches the pattern.</summary>
    public static bool Matches(string pattern, TopicName topic) =>
        FileSystemName.MatchesSimpleExpression(pattern, topic.Value, ignoreCase: false);

    /// <summary>Whether the text is a valid pattern: 1 to 200 characters of a topic name or <c>*</c>.</summary>
    public static bool IsValid(string? pattern) =>
        pattern is { Length: > 0 and <= TopicName.MaxLength }
            && TopicName.HasOnlyAllowedCharacters(pattern.Replace("*", string.Empty, StringComparison.Ordinal));
}
