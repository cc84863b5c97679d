using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Limits;

namespace Streaming.Tests.Access;

/// <summary>An endpoint of a hosting application that applies the server's limits for request bodies.</summary>
[ApiController]
public sealed class HostBodiesController : ControllerBase
{
    [HttpPost("/host/files")]
    [LimitBodyIdle(IsStreamed = true)]
    [RequestSizeLimit(1_000_000)]
    public async Task<long> Take(CancellationToken cancellationToken)
    {
        var counted = 0L;
        var buffer = new byte[8_192];
        while (await Request.Body.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            counted += count;
        return counted;
    }
}
