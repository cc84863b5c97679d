namespace Streaming.Server.Jobs.Queue;

/// <summary>The declaration in code that was last applied to a schedule. Later changes over HTTP may differ from it.</summary>
/// <param name="Hash">Identifies the declaration; empty for a schedule that was stored before declarations were kept.</param>
internal sealed record ScheduleDeclaration(string Hash)
{
    private const int MaxFormer = 20;

    /// <summary>The hashes of former declarations: code that declares one of them is older.</summary>
    public IReadOnlyList<string> Former { get; init; } = [];

    /// <summary>
    /// The time until which processes with this declaration count as running (UTC). Updated only if former declarations exist.
    /// </summary>
    public DateTime Until { get; init; }

    /// <summary>
    /// Applies the declaration of a process to a schedule; null to leave the schedule unchanged. An unknown declaration is newer and
    /// applies at once. A former one belongs to
    /// older code, perhaps of a process that was restarted during an upgrade: it applies again when no process with the current declaration
    /// runs any more.
    /// </summary>
    /// <param name="before">The stored schedule; null if it does not exist.</param>
    /// <param name="declared">The declared schedule.</param>
    /// <param name="now">The time.</param>
    public static Schedule? Apply(Schedule? before, Schedule declared, DateTime now)
    {
        var own = declared.Declaration!;
        return before switch
        {
            null => declared,
            { Declaration: null } => Merge(before, declared, own),
            // It is unknown whether the schedule was changed over HTTP.
            { Declaration.Hash: "" } => before with { Declaration = own },
            { Declaration: { } present } when present.Hash == own.Hash =>
                present.Former.Count > 0 ? before with { Declaration = present with { Until = own.Until } } : null,
            { Declaration: { } present } when present.Former.Contains(own.Hash, StringComparer.Ordinal) && present.Until > now => null,
            { Declaration: { } present } =>
                Merge(before, declared,
                own with { Former = [.. present.Former.Append(present.Hash).Where(hash => hash != own.Hash).TakeLast(MaxFormer)] }),
        };
    }

    // Values that code does not declare keep what was set over HTTP.
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
