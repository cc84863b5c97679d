using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Answers OPTIONS requests to streams with the methods and headers that they accept. Web pages of other origins may only use them if
/// <c>Access:Origins</c> lists their origin; the middleware of the CORS policy then answers instead.
/// </summary>
[ApiController]
[ApiExplorerSettings(IgnoreApi = true)]
internal sealed class StreamPreflightController : ControllerBase
{
    private const string Methods = "GET, HEAD, PUT, POST, DELETE, OPTIONS";

    private static readonly string s_headers = string.Join(", ", ConfigureCors.AllowedHeaders);

    /// <summary>Returns the methods and the headers that streams accept.</summary>
    [HttpOptions(StreamPath.Root + "{**path}")]
    [Preflight]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public IActionResult Options()
    {
        StreamResponse.SetSecurityHeaders(Response);
        Response.Headers.Allow = Methods;
        Response.Headers.AccessControlAllowMethods = Methods;
        Response.Headers.AccessControlAllowHeaders = s_headers;
        return NoContent();
    }
}
