using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>
/// Selects the parts of the list of names that a search has to read, so that a caller who may list few topics does not cause the reading of
/// all names.
/// </summary>
internal static class TopicPrefixes
{
    // Each part needs a query of at least one page. A caller with more patterns reads one part that contains them all.
    private const int Most = 20;

    /// <summary>
    /// Returns the beginnings of all names that begin with a prefix and match one of the patterns. No beginning contains another one, and
    /// they are in the order of names. Names with these beginnings need not match the patterns.
    /// </summary>
    public static IReadOnlyList<string> Within(string prefix, IEnumerable<string> patterns)
    {
        var prefixes = new List<string>();
        foreach (var each in patterns.Select(OfPattern).Order(StringComparer.Ordinal))
        {
            // A beginning sorts directly before the longer texts that begin with it.
            var narrower = each.StartsWith(prefix, StringComparison.Ordinal) ? each
                : prefix.StartsWith(each, StringComparison.Ordinal) ? prefix : null;
            if (narrower is not null && !(prefixes is [.., var last] && narrower.StartsWith(last, StringComparison.Ordinal)))
                prefixes.Add(narrower);
        }

        return prefixes.Count > Most ? [prefix] : prefixes;
    }

    /// <summary>Returns the beginning of a pattern, up to its first <c>*</c>.</summary>
    public static string OfPattern(string pattern) => pattern.Split('*', 2)[0];

    /// <summary>Returns whether names with a beginning can come after a name.</summary>
    public static bool CanFollow(string prefix, string? after) =>
        after is null || string.CompareOrdinal(prefix, after) > 0 || after.StartsWith(prefix, StringComparison.Ordinal);

    /// <summary>Returns whether a prefix selects the topics of jobs.</summary>
    public static bool IsOfJobs(string prefix) => prefix.StartsWith(TopicNamespaces.Job, StringComparison.Ordinal);
}
