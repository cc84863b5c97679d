namespace Streaming.Server.Jobs.Queue;

/// <summary>Makes or changes a schedule by a declaration in code, see <see cref="ScheduleDeclaration.Apply"/>. Not applied where the schedule stays as it is.</summary>
internal sealed record DeclareSchedule(Schedule Schedule) : JobChange;
