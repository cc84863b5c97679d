namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Contains a group of job types that share slots of a worker (each slot is the place for one running job), as JSON.</summary>
/// <param name="Types">The job types of the group, sorted by name.</param>
/// <param name="Count">The number of jobs of these types that the worker can run at the same time.</param>
internal sealed record WorkerSlotsView(IReadOnlyList<string> Types, int Count);
