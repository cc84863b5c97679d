using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Messages;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>The query of <c>GET /topics</c>.</summary>
/// <param name="Match">A pattern of topic names; null for all topics.</param>
/// <param name="After">Only names after this one; null for all names.</param>
/// <param name="Limit">The maximum number of topics in one response.</param>
internal sealed record TopicListQuery(string? Match, string? After, int Limit)
{
    // The server holds a page in memory until the client has received it.
    private const int MaxLimit = 1_000;

    /// <summary>Reads the query.</summary>
    /// <exception cref="RefusalException">A value is not valid.</exception>
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

    /// <summary>The value of the header <c>Link</c> with the address of the next page.</summary>
    /// <param name="request">The request, whose path base the address includes.</param>
    /// <param name="name">The last topic name of this page.</param>
    public string LinkAfter(HttpRequest request, string name)
    {
        var query = new QueryBuilder { { "after", name }, { "limit", Limit.ToString(CultureInfo.InvariantCulture) } };
        if (Match is not null)
            query.Add("match", Match);
        return $"<{PublicPath.Of(request, "/topics")}{query}>; rel=\"next\"";
    }
}
