using System.IO.Enumeration;

namespace Streaming.Server.Core.Messages;

/// <summary>A pattern over topic names: exact, or with <c>*</c> for any characters (<c>room:*</c>, <c>*</c>). Case counts.</summary>
public static class TopicPattern
{
    /// <summary>Whether the name fits the pattern.</summary>
    public static bool Matches(string pattern, TopicName topic) =>
        FileSystemName.MatchesSimpleExpression(pattern, topic.Value, ignoreCase: false);

    /// <summary>Whether the text can be a pattern: 1 to 200 characters of a topic name or <c>*</c>.</summary>
    public static bool IsValid(string? pattern) =>
        pattern is { Length: > 0 and <= TopicName.MaxLength } && TopicName.HasOnlyAllowedCharacters(pattern.Replace("*", string.Empty, StringComparison.Ordinal));
}
