namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Contains a job that a worker runs, as JSON in the list of workers.</summary>
/// <param name="Id">The id of the job.</param>
/// <param name="Type">The type of the job.</param>
/// <param name="Attempt">The number of the attempt that runs, from 1.</param>
/// <param name="Started">The time at which the attempt started.</param>
internal sealed record WorkerJobView(string Id, string Type, int Attempt, DateTime? Started);
