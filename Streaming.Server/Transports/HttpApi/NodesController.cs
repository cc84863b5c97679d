using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>Lists over HTTP the nodes (server and worker processes) that share the store.</summary>
[ApiController]
[ChecksQueryNames]
[AdministratorsOnly]
internal sealed class NodesController(INodeRegistry nodes) : ControllerBase
{
    /// <summary>
    /// Returns the nodes (server and worker processes) that share the store, with their last heartbeats and the number of commits that each
    /// has not read yet. A server on SQLite or in memory returns only itself.
    /// </summary>
    [HttpGet("/nodes")]
    public async Task<IEnumerable<NodeView>> ListAsync(CancellationToken cancellationToken) =>
        (await nodes.ListAsync(cancellationToken)).Select(NodeView.Of);
}
