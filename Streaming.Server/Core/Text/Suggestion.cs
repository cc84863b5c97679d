namespace Streaming.Server.Core.Text;

/// <summary>Finds the known word that is most similar to an unknown word, which the operator has probably misspelt.</summary>
internal static class Suggestion
{
    private const int LettersOfAnError = 3;
    private const int NoLimit = int.MaxValue;

    /// <summary>
    /// Returns the known word that differs from the given word in the fewest letters; null if no known word is similar. Upper and lower
    /// case are the same.
    /// </summary>
    /// <param name="word">The unknown word.</param>
    /// <param name="known">The known words.</param>
    /// <param name="limit">The maximum number of letters that may differ; in any case, at most one of three letters may differ.</param>
    public static string? Nearest(string word, IEnumerable<string> known, int limit = NoLimit)
    {
        var best = known.Select(each => (Word: each, Distance: Distance(word.ToLowerInvariant(), each.ToLowerInvariant())))
            .OrderBy(each => each.Distance).FirstOrDefault();
        return best.Word is not null && best.Distance <= Math.Min(limit, Math.Max(1, word.Length / LettersOfAnError)) ? best.Word : null;
    }

    /// <summary>
    /// Returns a question that suggests the most similar known word, such as <c> Did you mean 'worker'?</c>. Empty if no word is similar.
    /// </summary>
    public static string Sentence(string word, IEnumerable<string> known) =>
        Nearest(word, known) is { } nearest ? $" Did you mean '{nearest}'?" : string.Empty;

    // Returns the number of changes that turn one word into the other: inserting, deleting or replacing a letter, or swapping two
    // neighbouring letters (Damerau-Levenshtein distance).
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replace, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }
}
