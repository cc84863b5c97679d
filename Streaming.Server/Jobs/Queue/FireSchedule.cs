namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that fires a schedule: it adds the due jobs of the schedule, and sets the next time at which the schedule
/// fires. If an earlier job of the schedule has not ended and the schedule does not allow overlap, no job is added, and a skipped firing is
/// recorded. If another process has fired or changed the schedule first, the write has no effect.
/// </summary>
/// <param name="Name">The name of the schedule.</param>
/// <param name="Version">The version of the schedule that the process has read. Each firing and each change of the schedule increments its
/// version.</param>
/// <param name="Next">The next time at which the schedule fires (UTC); null if it never fires again.</param>
/// <param name="Jobs">The jobs to enqueue for the times that are due.</param>
internal sealed record FireSchedule(string Name, long Version, DateTime? Next, IReadOnlyList<EnqueueJob> Jobs) : JobChange;
