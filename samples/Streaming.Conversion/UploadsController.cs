using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Limits;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Conversion;

/// <summary>Receives a file, and enqueues a job that compresses it.</summary>
[ApiController]
public sealed class UploadsController(Uploads uploads, JobClient jobs) : ControllerBase
{
    /// <summary>
    /// Stores the request's body as a file, and responds with the job that compresses the file. Try it with
    /// <c>curl -T README.md localhost:5005/uploads/README.md</c>.
    /// </summary>
    [HttpPut("/uploads/{name}")]
    [DisableRequestSizeLimit]
    [LimitBodyIdle(IsStreamed = true)]
    public async Task<IActionResult> Put(string name, CancellationToken cancellationToken)
    {
        await using (var file = System.IO.File.Create(uploads.PathOf(name)))
            await Request.Body.CopyToAsync(file, cancellationToken);
        var job = await jobs.EnqueueAsync(new CompressArguments { Upload = name }, cancellationToken: cancellationToken);
        return Accepted($"/jobs/{job.Id}",
            new { job = job.Id.Value, events = $"/jobs/{job.Id}/events", result = $"/jobs/{job.Id}/result" });
    }
}
