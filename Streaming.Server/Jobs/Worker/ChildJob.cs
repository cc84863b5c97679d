using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>Describes a child: a job that the handler of another job (its parent) has enqueued.</summary>
/// <param name="Id">The id of the child, with which <c>JobClient.GetResultAsync</c> reads its result.</param>
/// <param name="Name">The name of the child, which the handler of its parent has chosen.</param>
/// <param name="Type">The job type of the child.</param>
/// <param name="State">The state of the child, such as running or succeeded.</param>
/// <param name="Error">The message of the child's last error, if the child has failed or was cancelled; null if there is none.</param>
public sealed record ChildJob(JobId Id, string Name, string Type, JobState State, string? Error)
{
    internal static ChildJob Of(ChildRow row) => new(
        row.Job.Id, row.Name, row.Job.Type, row.Job.State,
        row.Job.State is JobState.Failed or JobState.Cancelled && row.Errors is [.., var last] ? last.Message : null);
}
