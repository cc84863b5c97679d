using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Messages;
using Streaming.Server.Http;

namespace Streaming.Server.Administration.Connections;

/// <summary>Holds the query parameters of <c>GET /connections</c>, which lists connections.</summary>
/// <param name="Transport">The transport of the listed connections; null for all transports.</param>
/// <param name="Subject">The subject of the tokens with which the listed connections were opened; null for all connections.</param>
/// <param name="Topic">
/// A topic or a pattern. Each listed connection receives messages of at least one matching topic. Null for all connections.
/// </param>
/// <param name="After">The number of the last connection of the previous page, after which the list starts.</param>
/// <param name="Limit">The maximum number of connections in one response.</param>
internal sealed record ConnectionQuery(string? Transport, string? Subject, string? Topic, long After, int Limit)
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000;

    /// <summary>Reads the query parameters of <c>GET /connections</c>.</summary>
    /// <exception cref="RefusalException">A query parameter is not valid.</exception>
    public static ConnectionQuery Parse(
        ConnectionRegistry connections, string? transport, string? subject, string? topic, string? after, string? limit)
    {
        (transport, subject, topic, after) = (Text(transport), Text(subject), Text(topic), Text(after));
        if (transport is not null && !ConnectionTransports.All.Contains(transport, StringComparer.Ordinal))
            throw RefusalException.Invalid(
                $"The transport is not known; give one of {string.Join(", ", ConnectionTransports.All)}, or leave it out.");
        if (topic is not null && !TopicPattern.IsValid(topic))
            throw RefusalException.Invalid(
                "The topic is not valid; give the name of a topic, or a pattern in which * stands for any characters, such as room:*.");
        var number = after is null ? 0 : connections.NumberOf(after) ?? throw RefusalException.Invalid(
            "'after' is not the id of a connection of this node; give the id of the last connection of the page before.");
        return new ConnectionQuery(transport, subject, topic, number, QueryValues.Number(limit, "limit", DefaultLimit, MaxLimit));
    }

    /// <summary>Returns whether the request asks for the given connection.</summary>
    public bool Includes(ListedConnection connection) =>
        connection.Number > After
        && (Transport is null || connection.Transport == Transport)
        && (Subject is null || connection.Caller?.Subject == Subject)
        && (Topic is null || connection.ReadTopics().Any(topic => TopicPattern.Matches(Topic, topic.Name)));

    /// <summary>Returns the value of the response header <c>Link</c>, which contains the URL of the next page of connections.</summary>
    /// <param name="request">The request for the current page.</param>
    /// <param name="id">The id of the last connection of the current page.</param>
    public string LinkAfter(HttpRequest request, string id)
    {
        var query = new QueryBuilder { { "after", id }, { "limit", Limit.ToString(CultureInfo.InvariantCulture) } };
        foreach (var (name, value) in ((string, string?)[])[("transport", Transport), ("subject", Subject), ("topic", Topic)])
        {
            if (value is not null)
                query.Add(name, value);
        }

        return $"<{PublicPath.Of(request, "/connections")}{query}>; rel=\"next\"";
    }

    private static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
