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
    /// contains its last error; for a job that the queue itself has cancelled, the reason.
    /// </summary>
    public static RefusalException Refusal(JobDetails details)
    {
        var job = details.Job;
        var error = details.Errors is [.., var last] && (job.State == JobState.Failed || IsReason(last, job)) ? last : null;
        var sentence = job.State switch
        {
            JobState.Failed => $"Job {job.Id} has failed after {Count(job.Attempt)}: {error?.Message ?? "its error is unknown."}",
            JobState.Cancelled when error is not null => $"Job {job.Id} was cancelled, so it has no result: {error.Message}",
            JobState.Cancelled => $"Job {job.Id} was cancelled, so it has no result.",
            _ => $"Job {job.Id} is {JobClient.StateOf(job)}; only a job that has succeeded has a result. Wait for its end with " +
                "?wait=30s, or receive its events.",
        };
        var facts = new Dictionary<string, object?>(StringComparer.Ordinal) { ["state"] = JobClient.StateOf(job) };
        if (error is not null)
            facts["error"] = error;
        return new RefusalException(RefusalReason.Conflict, sentence, extensions: facts);
    }

    // A job that the queue itself cancels has the reason as its last error, with the time of the cancellation. A caller may have retried
    // such a job and then cancelled it: the earlier reason is not returned.
    private static bool IsReason(JobError error, Job job) =>
        job.State == JobState.Cancelled && error.Type is JobError.Replaced or JobError.AfterOutcome && error.Time == job.Ended;

    private static string Count(int attempts) => attempts == 1 ? "1 attempt" : $"{attempts} attempts";
}
