namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that creates or changes a schedule to match its declaration in code, by the rules of
/// <see cref="ScheduleDeclaration.Apply"/>. The write has no effect if the schedule needs no change.
/// </summary>
internal sealed record DeclareSchedule(Schedule Schedule) : JobChange;
