using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Answers OPTIONS requests to streams with the methods and headers that streams accept. Web pages of other origins may use streams only if
/// <c>Access:Origins</c> lists their origin. For such origins, the CORS middleware answers instead of this class.
/// </summary>
[ApiController]
[ApiExplorerSettings(IgnoreApi = true)]
internal sealed class StreamPreflightController : ControllerBase
{
    private const string Methods = "GET, HEAD, PUT, POST, DELETE, OPTIONS";

    private static readonly string s_headers = string.Join(", ", ConfigureCors.AllowedHeaders);

    /// <summary>Answers the preflight request of a browser with the methods and the headers that streams accept.</summary>
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
