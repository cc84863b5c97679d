using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Schedules;

/// <summary>
/// Brings the store's schedules in line with those that this process's code declares. The code counts where it has changed since it was
/// last seen; what was changed over HTTP stays until then. A schedule
/// that this process's code does not declare (any more) is not fired by it: processes of another version that still declare it go on.
/// </summary>
internal sealed partial class ScheduleDeclarations(
    JobWriter writer, IEnumerable<DeclaredSchedule> declared, ILogger<ScheduleDeclarations> logger)
{
    // For so long a process is taken to run on after its last sign of life, which it gives when a third of it has passed.
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(3);

    // Long enough for another process of the same code to give its own sign of life.
    private static readonly TimeSpan s_afterStop = TimeSpan.FromSeconds(5);

    // Of two of a name, the last one counts.
    private readonly Dictionary<string, DeclaredSchedule> _declared = declared.GroupBy(each => each.Name, StringComparer.Ordinal)
        .ToDictionary(same => same.Key, same => same.Last(), StringComparer.Ordinal);

    private readonly HashSet<string> _left = new(StringComparer.Ordinal);

    /// <summary>
    /// Where a schedule comes from: <c>http</c>, <c>code</c>, or <c>removed</c> where this process's code does not declare it any more.
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

    /// <summary>Gives signs of life where it matters, and applies declarations that had to wait for processes with newer code.</summary>
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

    /// <summary>Makes way for older code, if no other process has this one's declarations.</summary>
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
