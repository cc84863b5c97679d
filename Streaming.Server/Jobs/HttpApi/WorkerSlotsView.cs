namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Contains a group of job types that share slots of a worker (the places for one running job each), as JSON.</summary>
/// <param name="Types">The job types of the group, sorted by name.</param>
/// <param name="Count">The number of jobs of these types that the worker runs at once.</param>
internal sealed record WorkerSlotsView(IReadOnlyList<string> Types, int Count);
