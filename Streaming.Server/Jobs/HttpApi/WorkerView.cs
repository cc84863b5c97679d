using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Contains a worker (a process that runs jobs) as JSON in responses of the HTTP API. All times are UTC.</summary>
/// <param name="Name">The name of the worker, as in the property <c>worker</c> of a job. Each start of a process has another name.</param>
/// <param name="Node">The name of the node (server process), as in the response of <c>GET /nodes</c>.</param>
/// <param name="Process">The id of the worker's process on its machine.</param>
/// <param name="Started">The time at which the process started.</param>
/// <param name="LastHeartbeat">The time at which the worker last reported that it is running.</param>
/// <param name="Current">True for the worker in the process that answers this request.</param>
/// <param name="Types">The job types that the worker runs, sorted by name.</param>
/// <param name="Priorities">The range of the priorities of the jobs that the worker runs: the lowest and the highest priority, with a
/// hyphen between them.</param>
/// <param name="Slots">The groups of job types that share slots (places for one running job each), each with the number of its
/// slots.</param>
/// <param name="Jobs">The jobs that the worker runs now, in the order of their start times.</param>
internal sealed record WorkerView(
    string Name, string Node, int Process, DateTime Started, DateTime LastHeartbeat, bool Current, IReadOnlyList<string> Types,
        string Priorities, IReadOnlyList<WorkerSlotsView> Slots, IReadOnlyList<WorkerJobView> Jobs)
{
    internal static WorkerView Of(WorkerState state, bool isCurrent, IEnumerable<Job> jobs) => new(
        state.Worker.Name, state.Worker.Node, state.Worker.Process, state.Worker.Started, state.LastHeartbeat, isCurrent,
        [.. state.Worker.Groups.SelectMany(group => group.Types).Order(StringComparer.Ordinal)],
        $"{state.Worker.Lowest}-{state.Worker.Highest}",
        [.. state.Worker.Groups.Select(group => new WorkerSlotsView(group.Types, group.Slots))],
        [.. jobs.OrderBy(job => job.Started).Select(job => new WorkerJobView(job.Id.Value, job.Type, job.Attempt, job.Started))]);
}
