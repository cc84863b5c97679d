using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>Holds the query parameters of <c>GET /topics</c>, which lists topics.</summary>
/// <param name="Match">The pattern that the listed topic names match, or null for all topics.</param>
/// <param name="Part">A text that the names of the listed topics contain, in upper or lower case; null for all topics.</param>
/// <param name="After">The topic name after which the list starts, or null for the first name.</param>
/// <param name="Limit">The maximum number of topics in one response.</param>
internal sealed record TopicListQuery(string? Match, string? Part, string? After, int Limit)
{
    // The maximum number of topics in one response. The number is limited, because all of them stay in memory until the client has received
    // the response.
    private const int MaxLimit = 1_000;

    /// <summary>
    /// The maximum number of topic names that one request searches. If few of many topics match, the search therefore takes several
    /// requests.
    /// </summary>
    public const int MaxNames = 20_000;

    /// <summary>Reads the query parameters of <c>GET /topics</c>.</summary>
    /// <exception cref="RefusalException">A query parameter is not valid.</exception>
    public static TopicListQuery Parse(string? match, string? pattern, string? after, string? limit)
    {
        if (!string.IsNullOrEmpty(match) && !string.IsNullOrEmpty(pattern))
            throw RefusalException.Invalid("The query has both 'match' and 'pattern'; give one of them.");
        var isPart = !string.IsNullOrEmpty(pattern) && !pattern.Contains('*', StringComparison.Ordinal);
        var text = string.IsNullOrEmpty(match) ? pattern : match;
        if (!string.IsNullOrEmpty(text) && !TopicPattern.IsValid(text))
            throw RefusalException.Invalid(
                $"The pattern in '{(text == match ? "match" : "pattern")}' is not valid; use a topic name in which * stands for any " +
                "characters, such as room:*.");
        if (!string.IsNullOrEmpty(after) && (after.Length > TopicName.MaxLength || !TopicName.HasOnlyAllowedCharacters(after)))
            throw RefusalException.Invalid("'after' is not a topic name; give the last name of the page before.");
        // The topics of jobs are listed only if the pattern begins with "job:". So a search for "job:1" returns the topics whose names
        // begin with this text.
        if (isPart && text!.StartsWith(TopicNamespaces.Job, StringComparison.Ordinal))
            (text, isPart) = (text + "*", false);
        var count = QueryValues.Number(limit, "limit", MaxLimit, MaxLimit);
        var start = string.IsNullOrEmpty(after) ? null : after;
        return isPart ? new TopicListQuery(null, text, start, count)
            : new TopicListQuery(string.IsNullOrEmpty(text) ? null : text, null, start, count);
    }

    /// <summary>Returns whether the request searches for a topic.</summary>
    public bool Includes(TopicName topic) =>
        (Match is null || TopicPattern.Matches(Match, topic))
        && (Part is null || topic.Value.Contains(Part, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the value of the response header <c>Link</c>, which contains the URL of the next page of topics.</summary>
    /// <param name="request">
    /// The request for the current page. The path base of its URL (the part before the server's own paths) becomes part of the next page's
    /// URL.
    /// </param>
    /// <param name="name">The last topic name of the current page.</param>
    public string LinkAfter(HttpRequest request, string name)
    {
        var query = new QueryBuilder { { "after", name }, { "limit", Limit.ToString(CultureInfo.InvariantCulture) } };
        if (Match is not null)
            query.Add("match", Match);
        if (Part is not null)
            query.Add("pattern", Part);
        return $"<{PublicPath.Of(request, "/topics")}{query}>; rel=\"next\"";
    }
}
