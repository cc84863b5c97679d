using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Queue;

/// <summary>Explains to callers that request the result of a job why the job has no result.</summary>
internal static class JobOutcome
{
    /// <summary>Returns true if a stored result is the JSON value null: the job has succeeded without a result.</summary>
    public static bool IsNone(ReadOnlySpan<byte> result) => result.SequenceEqual("null"u8);

    /// <summary>Creates the refusal for a job that does not exist.</summary>
    public static RefusalException NotFound(JobId id) => new(RefusalReason.NotFound, $"There is no job {id} (any more).");

    /// <summary>
    /// Creates the refusal (an exception with a sentence for the client) for a job that has not succeeded. For a failed job, the refusal
    /// contains its last error.
    /// </summary>
    public static RefusalException Refusal(JobDetails details)
    {
        var job = details.Job;
        var error = job.State == JobState.Failed && details.Errors is [.., var last] ? last : null;
        var sentence = job.State switch
        {
            JobState.Failed => $"Job {job.Id} has failed after {Count(job.Attempt)}: {error?.Message ?? "its error is unknown."}",
            JobState.Cancelled => $"Job {job.Id} was cancelled, so it has no result.",
            _ => $"Job {job.Id} is {JobClient.StateOf(job)}; only a job that has succeeded has a result. Wait for its end with " +
                "?wait=30s, or receive its events.",
        };
        var facts = new Dictionary<string, object?>(StringComparer.Ordinal) { ["state"] = JobClient.StateOf(job) };
        if (error is not null)
            facts["error"] = error;
        return new RefusalException(RefusalReason.Conflict, sentence, extensions: facts);
    }

    private static string Count(int attempts) => attempts == 1 ? "1 attempt" : $"{attempts} attempts";
}
