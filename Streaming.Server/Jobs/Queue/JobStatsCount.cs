namespace Streaming.Server.Jobs.Queue;

/// <summary>Contains the number of jobs of one type in one state, as a store has counted them.</summary>
/// <param name="Type">The type of the jobs.</param>
/// <param name="State">The state of the jobs.</param>
/// <param name="IsDelayed">True if these jobs wait and are not due yet.</param>
/// <param name="IsOwn">True if the jobs belong to the requested owner, or if no owner was requested.</param>
/// <param name="Count">The number of the jobs.</param>
internal readonly record struct JobStatsCount(string Type, JobState State, bool IsDelayed, bool IsOwn, long Count);
