using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Audit;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Connections;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Http;

namespace Streaming.Server.Administration.Connections;

/// <summary>Lists the open connections of this server process over HTTP, and closes single connections.</summary>
[ApiController]
[ChecksQueryNames]
[AdministratorsOnly]
internal sealed class ConnectionsController(ConnectionRegistry connections, OwnNode node, IAuditTrail audit) : ControllerBase
{
    /// <summary>
    /// Returns the open connections on which clients receive messages or downloads, oldest first. Each node (server process) lists its own
    /// connections. If there is a next page, the response header <c>Link</c> with <c>rel="next"</c> has the URL of that page.
    /// </summary>
    /// <param name="transport">Lists only connections of this transport.</param>
    /// <param name="subject">Lists only connections whose token has this subject.</param>
    /// <param name="topic">Lists only connections that receive this topic, or a topic that matches this pattern, such as
    /// <c>room:*</c>.</param>
    /// <param name="after">The id of the connection after which the page starts, which is the last id of the previous page.</param>
    /// <param name="limit">The maximum number of connections to return: 1 to 1,000 (default 100).</param>
    [HttpGet("/connections")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    public IReadOnlyList<ConnectionView> List(
        [FromQuery] string? transport, [FromQuery] string? subject, [FromQuery] string? topic, [FromQuery] string? after,
        [FromQuery] string? limit)
    {
        var query = ConnectionQuery.Parse(connections, transport, subject, topic, after, limit);
        var found = connections.List().Where(query.Includes).OrderBy(static connection => connection.Number).Take(query.Limit + 1).ToList();
        if (found.Count > query.Limit)
        {
            found.RemoveAt(query.Limit);
            Response.Headers.Link = query.LinkAfter(Request, connections.IdOf(found[^1]));
        }

        return found.ConvertAll(connection => ConnectionView.Of(connection, connections, node.Name));
    }

    /// <summary>
    /// Closes a connection of the node (server process) that answers the request. The client may connect again, unless its token is no
    /// longer valid.
    /// </summary>
    /// <param name="id">The id of the connection.</param>
    [HttpDelete("/connections/{id}")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public IActionResult Cut(string id)
    {
        var connection = connections.Find(id) ?? throw new RefusalException(
            RefusalReason.NotFound, $"The node {node.Name} has no connection {id}; it may have ended, or be one of another node.");
        var view = ConnectionView.Of(connection, connections, node.Name);
        connection.Cut();
        string?[] known = [view.Subject, view.Name, view.Address];
        var client = string.Join(", ", known.OfType<string>().Distinct(StringComparer.Ordinal));
        var topics = string.Join(", ", view.Topics);
        audit.Add(AuditEntry.Of(
            HttpContext, AuditEntry.Cut, $"The {view.Transport} connection {id} of {client}, topics: {topics}, was closed."));
        return NoContent();
    }
}
