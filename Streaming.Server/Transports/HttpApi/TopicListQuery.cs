using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Messages;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>Holds the query parameters of <c>GET /topics</c>, which lists topics.</summary>
/// <param name="Match">The pattern that the listed topic names match, or null for all topics.</param>
/// <param name="After">The topic name after which the list starts, or null for the first name.</param>
/// <param name="Limit">The maximum number of topics in one response.</param>
internal sealed record TopicListQuery(string? Match, string? After, int Limit)
{
    // The maximum number of topics in one response. The number is limited, because all of them stay in memory until the client has received
    // the response.
    private const int MaxLimit = 1_000;

    /// <summary>Reads the query parameters of <c>GET /topics</c>.</summary>
    /// <exception cref="RefusalException">A query parameter is not valid.</exception>
    public static TopicListQuery Parse(string? match, string? after, string? limit)
    {
        if (!string.IsNullOrEmpty(match) && !TopicPattern.IsValid(match))
            throw RefusalException.Invalid(
                "The pattern in 'match' is not valid; use a topic name in which * stands for any characters, such as room:*.");
        if (!string.IsNullOrEmpty(after) && (after.Length > TopicName.MaxLength || !TopicName.HasOnlyAllowedCharacters(after)))
            throw RefusalException.Invalid("'after' is not a topic name; give the last name of the page before.");
        return new TopicListQuery(
            string.IsNullOrEmpty(match) ? null : match, string.IsNullOrEmpty(after) ? null
            : after, QueryValues.Number(limit, "limit", MaxLimit, MaxLimit));
    }

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
        return $"<{PublicPath.Of(request, "/topics")}{query}>; rel=\"next\"";
    }
}
