using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Schedules;

/// <summary>
/// Updates the schedules in the store to the declarations in this process's code. A declaration replaces the stored schedule only when
/// the declaration has changed; until then, changes over HTTP stay. If this process's code does not declare a schedule (any more), this
/// process does not fire it; processes of another version that still declare it continue to fire it.
/// </summary>
internal sealed partial class ScheduleDeclarations(
    JobWriter writer, IEnumerable<DeclaredSchedule> declared, ILogger<ScheduleDeclarations> logger)
{
    // A process counts as running for this time after its last heartbeat. It sends a heartbeat when a third of the time has passed.
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(3);

    // Long enough for another process with the same code to send its own heartbeat.
    private static readonly TimeSpan s_afterStop = TimeSpan.FromSeconds(5);

    // If the code declares a name twice, the last declaration counts.
    private readonly Dictionary<string, DeclaredSchedule> _declared = declared.GroupBy(each => each.Name, StringComparer.Ordinal)
        .ToDictionary(same => same.Key, same => same.Last(), StringComparer.Ordinal);

    private readonly HashSet<string> _left = new(StringComparer.Ordinal);

    /// <summary>
    /// The source of a schedule: <c>http</c>, <c>code</c>, or <c>removed</c> if this process's code does not declare it any more.
    /// </summary>
    public string SourceOf(Schedule schedule) =>
        schedule.Declaration is not { Hash.Length: > 0 } ? "http" : _declared.ContainsKey(schedule.Name) ? "code" : "removed";

    /// <summary>Whether this process fires a schedule.</summary>
    public bool Fires(Schedule schedule)
    {
        if (SourceOf(schedule) != "removed")
            return true;
        if (_left.Add(schedule.Name))
            LogRemoved(schedule.Name);
        return false;
    }

    /// <summary>Applies all declarations at the start of the process.</summary>
    public async Task StartAsync(IReadOnlyList<Schedule> present, CancellationToken cancellationToken)
    {
        var before = present.ToDictionary(schedule => schedule.Name, StringComparer.Ordinal);
        foreach (var own in _declared.Values)
            await DeclareAsync(own, before.GetValueOrDefault(own.Name), cancellationToken);
    }

    /// <summary>
    /// Sends heartbeats for declarations that replaced older ones, and applies declarations that had to wait for processes with newer code.
    /// </summary>
    public async Task LookAsync(IReadOnlyList<Schedule> present, CancellationToken cancellationToken)
    {
        foreach (var schedule in present)
        {
            if (schedule.Declaration is not { Former.Count: > 0 } declaration || !_declared.TryGetValue(schedule.Name, out var own))
                continue;
            var wait = declaration.Hash == own.Hash ? declaration.Until - (s_lease * 2 / 3) : declaration.Until;
            if (writer.Now() >= wait)
                await DeclareAsync(own, schedule, cancellationToken);
        }
    }

    /// <summary>
    /// Lets the declarations of older code apply soon after this process stops, unless another process has the same declarations.
    /// </summary>
    public async Task StopAsync(IReadOnlyList<Schedule> present, CancellationToken cancellationToken)
    {
        foreach (var schedule in present)
        {
            if (schedule.Declaration is { Former.Count: > 0 } declaration && _declared.TryGetValue(schedule.Name, out var own)
                && own.Hash == declaration.Hash)
                await writer.WriteAsync(new DeclareSchedule(own.At(writer.Now(), writer.Now() + s_afterStop)), cancellationToken);
        }
    }

    private async Task DeclareAsync(DeclaredSchedule own, Schedule? before, CancellationToken cancellationToken)
    {
        var schedule = own.At(writer.Now(), writer.Now() + s_lease);
        var outcome = await writer.WriteAsync(new DeclareSchedule(schedule), cancellationToken);
        if (before?.Declaration?.Hash == own.Hash)
            return;
        if (!outcome.Applied)
            LogNewerCode(own.Name, own.Cron, s_lease);
        else if (before is null)
            LogMade(own.Name, own.Cron, own.Zone);
        else if (before.Declaration is { Hash: "" })
            LogAdopted(own.Name, before.Cron, own.Cron);
        else
            LogChanged(own.Name, own.Cron, own.Zone, before.Cron, before.Zone);
    }

    [LoggerMessage(1, LogLevel.Information, "Created schedule {Name} as declared in code: {Cron} ({Zone}).")]
    private partial void LogMade(string name, string cron, string zone);

    [LoggerMessage(2, LogLevel.Information,
        "Changed schedule {Name}, since its declaration in code has changed: {Cron} ({Zone}) instead of {OldCron} ({OldZone}).")]
    private partial void LogChanged(string name, string cron, string zone, string oldCron, string oldZone);

    [LoggerMessage(3, LogLevel.Information,
        "Kept schedule {Name} as it is in the store, {StoredCron}; the code declares {Cron}. The code counts from its next change on.")]
    private partial void LogAdopted(string name, string storedCron, string cron);

    [LoggerMessage(4, LogLevel.Warning,
        "Did not apply the declaration of schedule {Name}, {Cron}: a process with newer code declares another one. It is applied when no " +
        "such process has run for {Lease}.")]
    private partial void LogNewerCode(string name, string cron, TimeSpan lease);

    [LoggerMessage(5, LogLevel.Information,
        "Stopped firing schedule {Name}: the code of this process does not declare it any more. DELETE /schedules/{Name} removes it, PUT " +
        "makes it one of your own.")]
    private partial void LogRemoved(string name);
}
