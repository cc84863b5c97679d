using Microsoft.Extensions.Primitives;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Http;

/// <summary>
/// Refuses query parameters that an endpoint does not have, and empty or repeated ones. Without the check, such a parameter would be
/// ignored, and a request such as <c>DELETE /jobs?state=queued&amp;tpye=mail</c> would change more than its caller wants, as would
/// <c>type=$TYPE</c> in a script in which the variable is not set.
/// </summary>
internal static class QueryNames
{
    private const int MostShown = 40;

    // Shorter names, such as 't' with a time that prevents caching, are similar to many names.
    private const int FewestMisspelt = 3;

    /// <summary>
    /// Checks the names of the query parameters. A request that only reads may have other parameters, which proxies and scripts add, unless
    /// their names are probably misspelt. In a request that changes something, each parameter must also have exactly one value.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="known">The names of the parameters of the endpoint.</param>
    /// <param name="refused">Names with which also a request that only reads is refused.</param>
    /// <exception cref="RefusalException">The request has an unknown parameter, or changes something and has a parameter without a value or
    /// with several.</exception>
    public static void Check(HttpRequest request, IReadOnlyList<string> known, IReadOnlyList<string>? refused = null)
    {
        if (!request.QueryString.HasValue)
            return;
        // Over HTTP/2, CONNECT opens a WebSocket, for which HTTP/1.1 uses GET.
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsConnect(request.Method);
        foreach (var (name, values) in request.Query)
        {
            if (known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                if (!reads)
                    CheckValue(name, values);
                continue;
            }

            var meant = name.Length is >= FewestMisspelt and <= MostShown ? Suggestion.Nearest(name, known) : null;
            if (meant is not null || !reads || refused?.Contains(name, StringComparer.OrdinalIgnoreCase) == true)
                throw RefusalException.Invalid(Sentence(name, meant, known));
        }
    }

    private static void CheckValue(string name, StringValues values)
    {
        if (values.Count > 1)
            throw RefusalException.Invalid($"The query parameter '{name}' is given {values.Count} times; give it once.");
        if (string.IsNullOrWhiteSpace(values.ToString()))
            throw RefusalException.Invalid($"The query parameter '{name}' is empty; give a value, or leave it out.");
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
