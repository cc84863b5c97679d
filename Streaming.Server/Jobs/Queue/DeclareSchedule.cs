namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Creates or changes a schedule by a declaration in code, see <see cref="ScheduleDeclaration.Apply"/>. Not applied if the schedule stays
/// unchanged.
/// </summary>
internal sealed record DeclareSchedule(Schedule Schedule) : JobChange;
