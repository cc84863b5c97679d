using System.Text;

namespace Streaming.Server.DurableSubscriptions.Register;

/// <summary>
/// Matches the paths of streams with the patterns of the Durable Streams protocol. In a pattern, <c>*</c> stands for one segment of a path,
/// and <c>**</c> for any number of segments.
/// </summary>
internal static class StreamGlob
{
    private const string Any = "**";
    private const string One = "*";

    /// <summary>
    /// The maximum number of <c>**</c> in a pattern. The number is limited because each of them makes comparisons slower.
    /// </summary>
    public const int MaxAny = 4;

    public static int CountAny(string pattern) => pattern.Split('/').Count(segment => segment == Any);

    public static bool Matches(string pattern, string path) => Matches(pattern.Split('/'), path.Split('/'));

    /// <summary>
    /// Converts a pattern of paths to a pattern of topics, in which <c>*</c> stands for any characters. The result matches at least all
    /// topics whose streams match the pattern of paths; it may match more.
    /// </summary>
    public static string ToTopicPattern(string pattern)
    {
        var topics = new StringBuilder();
        foreach (var segment in pattern.Split('/'))
        {
            // The pattern ** can also stand for no segment at all, and then the colon next to it is missing too.
            if (segment == Any)
                topics.Append('*');
            else
                topics.Append(topics.Length > 0 && topics[^1] != '*' ? ":" : string.Empty).Append(segment);
        }

        return topics.ToString();
    }

    private static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
    {
        if (pattern.IsEmpty)
            return path.IsEmpty;
        if (pattern[0] == Any)
        {
            for (var skipped = 0; skipped <= path.Length; skipped++)
            {
                if (Matches(pattern[1..], path[skipped..]))
                    return true;
            }

            return false;
        }

        return !path.IsEmpty && (pattern[0] == One || string.Equals(pattern[0], path[0], StringComparison.Ordinal))
            && Matches(pattern[1..], path[1..]);
    }
}
