using System.IO.Enumeration;

namespace Streaming.Server.Core.Messages;

/// <summary>
/// Matches topic names with patterns. A pattern is an exact topic name, or contains <c>*</c>, which stands for any characters
/// (<c>room:*</c>). Upper and lower case are different.
/// </summary>
internal static class TopicPattern
{
    /// <summary>Returns whether the name of a topic matches a pattern.</summary>
    public static bool Matches(string pattern, TopicName topic) =>
        FileSystemName.MatchesSimpleExpression(pattern, topic.Value, ignoreCase: false);

    /// <summary>Returns whether a text is a valid pattern: 1 to 200 characters, each of them <c>*</c> or allowed in topic names.</summary>
    public static bool IsValid(string? pattern) =>
        pattern is { Length: > 0 and <= TopicName.MaxLength }
            && TopicName.HasOnlyAllowedCharacters(pattern.Replace("*", string.Empty, StringComparison.Ordinal));
}
