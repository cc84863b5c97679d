using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Creates the HTTP responses that contain the results of jobs.</summary>
internal sealed class JobResults(IJobQueue queue, JobTypeRegistry types, JobFiles files)
{
    /// <summary>
    /// Returns the response with the result of a job: JSON, the file that the job wrote, or status 204 if the job has no result.
    /// </summary>
    /// <exception cref="RefusalException">The job has not succeeded, or its file was deleted.</exception>
    public async Task<IActionResult> OfAsync(JobDetails details, CancellationToken cancellationToken)
    {
        var job = details.Job;
        if (await queue.ReadResultAsync(job.Id, cancellationToken) is not { } result)
            throw JobOutcome.Refusal(details);
        if (JobOutcome.IsNone(result))
            return new NoContentResult();
        if (!types.TryGet(job.Type, out var type) || type.FileOf(result) is not { } file)
            return new FileContentResult(result, "application/json; charset=utf-8");
        return await files.OpenAsync(file.File, cancellationToken) is { } content
            ? new FileStreamResult(content.Stream, file.ContentType)
            {
                FileDownloadName = file.Name,
                LastModified = content.Written,
                EntityTag = new EntityTagHeaderValue($"\"{job.Id}\""),
                EnableRangeProcessing = true,
            }
            : throw new RefusalException(
                RefusalReason.NotFound, "The file does not exist (any more): another machine wrote it, or it is older than Jobs:KeepFor.");
    }
}
