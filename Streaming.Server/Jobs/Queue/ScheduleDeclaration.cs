namespace Streaming.Server.Jobs.Queue;

/// <summary>The declaration in code that a schedule stands by. What was changed over HTTP since may differ from it.</summary>
/// <param name="Hash">Identifies the declaration; empty for a schedule from before declarations were kept.</param>
internal sealed record ScheduleDeclaration(string Hash)
{
    private const int MaxFormer = 20;

    /// <summary>The declarations before it: code that has one of them is older.</summary>
    public IReadOnlyList<string> Former { get; init; } = [];

    /// <summary>Until when processes with this declaration are taken to run (UTC). Kept up to date only where there are former ones.</summary>
    public DateTime Until { get; init; }

    /// <summary>
    /// The schedule by a process's declaration; null to leave it as it is. A declaration that was not seen before is newer and counts at once. A former one is that of older code, perhaps of a process
    /// that was started again during an upgrade: it counts again when no process has the present one any more.
    /// </summary>
    /// <param name="before">The schedule as it stands; null if there is none.</param>
    /// <param name="declared">The schedule as it is declared.</param>
    /// <param name="now">The time.</param>
    public static Schedule? Apply(Schedule? before, Schedule declared, DateTime now)
    {
        var own = declared.Declaration!;
        return before switch
        {
            null => declared,
            { Declaration: null } => Merge(before, declared, own),
            // Whether it was changed over HTTP is not known any more.
            { Declaration.Hash: "" } => before with { Declaration = own },
            { Declaration: { } present } when present.Hash == own.Hash => present.Former.Count > 0 ? before with { Declaration = present with { Until = own.Until } } : null,
            { Declaration: { } present } when present.Former.Contains(own.Hash, StringComparer.Ordinal) && present.Until > now => null,
            { Declaration: { } present } => Merge(before, declared, own with { Former = [.. present.Former.Append(present.Hash).Where(hash => hash != own.Hash).TakeLast(MaxFormer)] }),
        };
    }

    // What code does not declare stays as it was set over HTTP.
    private static Schedule Merge(Schedule before, Schedule declared, ScheduleDeclaration declaration) => before with
    {
        Cron = declared.Cron,
        Zone = declared.Zone,
        Type = declared.Type,
        Arguments = declared.Arguments,
        Next = declared.Next,
        Declaration = declaration,
    };
}
