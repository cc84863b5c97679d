namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A change of the queue that creates or changes a schedule to match its declaration in code, by the rules of
/// <see cref="ScheduleDeclaration.Apply"/>. The change is not applied if the schedule needs no change.
/// </summary>
internal sealed record DeclareSchedule(Schedule Schedule) : JobChange;
