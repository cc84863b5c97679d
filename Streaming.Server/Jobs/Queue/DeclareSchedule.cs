namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that creates or changes a schedule as its declaration in code requires (rules:
/// <see cref="ScheduleDeclaration.Apply"/>). If the schedule needs no change, the write has no effect.
/// </summary>
internal sealed record DeclareSchedule(Schedule Schedule) : JobChange;
