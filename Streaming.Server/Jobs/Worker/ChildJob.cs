using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>Describes a child of a job: a job that the handler of its parent has enqueued.</summary>
/// <param name="Id">The id of the child, with which <c>JobClient.GetResultAsync</c> reads its result.</param>
/// <param name="Name">The name that the handler of the parent gave to the child.</param>
/// <param name="Type">The type of the child.</param>
/// <param name="State">The state of the child.</param>
/// <param name="Error">The message of its last error if the child has failed or was cancelled; null if it has none.</param>
public sealed record ChildJob(JobId Id, string Name, string Type, JobState State, string? Error)
{
    internal static ChildJob Of(ChildRow row) => new(
        row.Job.Id, row.Name, row.Job.Type, row.Job.State,
        row.Job.State is JobState.Failed or JobState.Cancelled && row.Errors is [.., var last] ? last.Message : null);
}
