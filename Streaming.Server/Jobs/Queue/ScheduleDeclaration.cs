using System.Text.Json.Serialization;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Identifies the declaration of a schedule in the application's code that was last applied to the stored schedule. After that, the stored
/// schedule may have been changed over HTTP.
/// </summary>
/// <param name="Hash">The hash of the declaration. Empty if the schedule was stored by an old version of the server, which did not store
/// hashes.</param>
internal sealed record ScheduleDeclaration(string Hash)
{
    private const int MaxEarlierHashes = 20;

    /// <summary>The hashes of earlier declarations of the schedule. A process whose declaration has such a hash runs older code.</summary>
    [JsonPropertyName("former")]
    public IReadOnlyList<string> EarlierHashes { get; init; } = [];

    /// <summary>
    /// The time until which other processes assume that a process with this declaration is running (UTC). A process with an earlier
    /// declaration may replace this one only after this time. Running processes extend the time if there are earlier declarations.
    /// </summary>
    [JsonPropertyName("until")]
    public DateTime AliveUntil { get; init; }

    /// <summary>
    /// Applies the declaration of a process to a stored schedule. Returns the changed schedule; null to leave the schedule unchanged. A
    /// declaration that was never applied is newer, and is applied immediately. An earlier declaration belongs to older code, perhaps of a
    /// process that restarts during an upgrade. It is applied again only when no process with the current declaration is running any more.
    /// </summary>
    /// <param name="before">The stored schedule; null if it does not exist.</param>
    /// <param name="declared">The schedule as the process declares it.</param>
    /// <param name="now">The current time (UTC).</param>
    public static Schedule? Apply(Schedule? before, Schedule declared, DateTime now)
    {
        var own = declared.Declaration!;
        return before switch
        {
            null => declared,
            { Declaration: null } => Merge(before, declared, own),
            // An old version of the server stored this schedule without the hash of its declaration. The schedule may have been changed
            // over HTTP, so its stored values are kept.
            { Declaration.Hash: "" } => before with { Declaration = own },
            { Declaration: { } present } when present.Hash == own.Hash =>
                present.EarlierHashes.Count > 0 ? before with { Declaration = present with { AliveUntil = own.AliveUntil } } : null,
            { Declaration: { } present } when present.EarlierHashes.Contains(own.Hash, StringComparer.Ordinal)
                && present.AliveUntil > now => null,
            { Declaration: { } present } => Merge(before, declared, own with { EarlierHashes = HashesBefore(own, present) }),
        };
    }

    private static string[] HashesBefore(ScheduleDeclaration own, ScheduleDeclaration present) =>
        [.. present.EarlierHashes.Append(present.Hash).Where(hash => hash != own.Hash).TakeLast(MaxEarlierHashes)];

    // Replaces those values of a schedule that a declaration in code contains. The other values, such as the priority, stay as they were
    // set over HTTP.
    private static Schedule Merge(Schedule before, Schedule declared, ScheduleDeclaration declaration) => before with
    {
        Cron = declared.Cron,
        Zone = declared.Zone,
        Type = declared.Type,
        Arguments = declared.Arguments,
        AllowsOverlap = declared.AllowsOverlap,
        Attempts = declared.Attempts,
        TimeLimit = declared.TimeLimit,
        Next = declared.Next,
        Declaration = declaration,
    };
}
