namespace Streaming.Server.Core.Messages;

/// <summary>
/// Matches topic names with patterns. A pattern is an exact topic name, or contains <c>*</c>, which stands for any characters
/// (<c>room:*</c>). Upper and lower case are different.
/// </summary>
internal static class TopicPattern
{
    /// <summary>Returns whether the name of a topic matches a pattern.</summary>
    public static bool Matches(string pattern, TopicName topic) => Matches(pattern, topic.Value.AsSpan());

    /// <summary>Returns whether a text is a valid pattern: 1 to 200 characters, each of them <c>*</c> or allowed in topic names.</summary>
    public static bool IsValid(string? pattern) =>
        pattern is { Length: > 0 and <= TopicName.MaxLength }
            && TopicName.HasOnlyAllowedCharacters(pattern.Replace("*", string.Empty, StringComparison.Ordinal));

    // The text before the first * is the beginning of the name, and the text after the last one is its end. Each text between is searched
    // once, so that a pattern with many * takes no longer than another.
    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        var first = pattern.IndexOf('*');
        if (first < 0)
            return pattern.SequenceEqual(name);
        if (!name.StartsWith(pattern[..first]))
            return false;
        name = name[first..];
        var last = pattern.LastIndexOf('*');
        if (!name.EndsWith(pattern[(last + 1)..]))
            return false;
        name = name[..^(pattern.Length - last - 1)];
        var middle = pattern[first..last];
        foreach (var part in middle.Split('*'))
        {
            var at = name.IndexOf(middle[part]);
            if (at < 0)
                return false;
            name = name[(at + part.End.Value - part.Start.Value)..];
        }

        return true;
    }
}
