using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Contains the pauses of the job queue as JSON in responses of the HTTP API.</summary>
/// <param name="Types">The paused job types, ordered by name.</param>
/// <param name="LowestPriority">The lowest priority of the jobs that still start, while all jobs except the urgent ones are paused. Null if
/// jobs of all priorities start.</param>
internal sealed record JobPausesView(IReadOnlyList<string> Types, int? LowestPriority)
{
    public static JobPausesView Of(JobPauses pauses) => new(pauses.Types, pauses.LowestPriority);
}
