using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Http;

/// <summary>
/// Refuses query parameters that an endpoint does not have. Without the check, a misspelt parameter would be ignored, and a request such as
/// <c>DELETE /jobs?state=queued&amp;tpye=mail</c> would change more than its caller wants.
/// </summary>
internal static class QueryNames
{
    private const int MostShown = 40;

    /// <summary>
    /// Checks the names of the query parameters. A request that only reads may have other parameters, which proxies and scripts add, unless
    /// their names are probably misspelt.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="known">The names of the parameters of the endpoint.</param>
    /// <exception cref="RefusalException">The request has an unknown parameter.</exception>
    public static void Check(HttpRequest request, IReadOnlyList<string> known)
    {
        if (!request.QueryString.HasValue)
            return;
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        foreach (var name in request.Query.Keys)
        {
            if (known.Contains(name, StringComparer.OrdinalIgnoreCase))
                continue;
            var meant = name.Length <= MostShown ? Suggestion.Nearest(name, known) : null;
            if (meant is not null || !reads)
                throw RefusalException.Invalid(Sentence(name, meant, known));
        }
    }

    private static string Sentence(string name, string? meant, IReadOnlyList<string> known)
    {
        var shown = name.Length <= MostShown ? name : $"{name[..MostShown]}…";
        var advice = meant is not null ? $"did you mean '{meant}'?"
            : known.Count == 0 ? "it has no parameters."
            : $"its parameters are: {string.Join(", ", known)}.";
        return $"This request has no query parameter '{shown}'; {advice}";
    }
}
