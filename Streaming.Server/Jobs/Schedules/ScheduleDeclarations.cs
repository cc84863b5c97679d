using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Schedules;

/// <summary>
/// Applies the declarations of schedules in this process's code to the schedules in the store. A declaration replaces the stored schedule
/// only if the declaration has changed. Until then, changes over HTTP are kept. If the code of this process no longer declares a schedule,
/// this process does not fire it. Processes of another version may still declare the schedule, and continue to fire it.
/// </summary>
internal sealed partial class ScheduleDeclarations(
    JobWriter writer, JobClient jobs, IEnumerable<DeclaredSchedule> declared, ILogger<ScheduleDeclarations> logger)
{
    // The time for which other processes assume that a process is running, after it has reported to the store. A running process reports
    // again after a third of this time.
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(3);

    // When this process stops, other processes assume for this time that it is still running. Within this time, another process with the
    // same code can report to the store, so that no process with older code applies its declarations.
    private static readonly TimeSpan s_afterStop = TimeSpan.FromSeconds(5);

    // If the code declares two schedules with the same name, the last declaration counts.
    private readonly Dictionary<string, DeclaredSchedule> _declared = declared.GroupBy(each => each.Name, StringComparer.Ordinal)
        .ToDictionary(same => same.Key, same => same.Last(), StringComparer.Ordinal);

    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);

    /// <summary>
    /// Returns the source of a schedule: <c>http</c>, <c>code</c> or <c>removed</c>. The value <c>removed</c> means that a declaration in
    /// code was applied to the schedule, and that this process's code no longer contains the declaration.
    /// </summary>
    public string SourceOf(Schedule schedule) =>
        schedule.Declaration is not { Hash.Length: > 0 } ? "http" : _declared.ContainsKey(schedule.Name) ? "code" : "removed";

    /// <summary>
    /// Returns true if this process fires a schedule (enqueues its jobs). False if the code of this process no longer declares the
    /// schedule.
    /// </summary>
    public bool Fires(Schedule schedule)
    {
        if (SourceOf(schedule) != "removed")
            return true;
        if (_removed.Add(schedule.Name))
            LogRemoved(schedule.Name);
        return false;
    }

    /// <summary>Applies all declarations of schedules in this process's code to the store, at the start of the process.</summary>
    /// <exception cref="StartException">The type or the arguments of a declared schedule are not valid.</exception>
    public async Task StartAsync(IReadOnlyList<Schedule> present, CancellationToken cancellationToken)
    {
        foreach (var own in _declared.Values)
            Check(own);
        var before = present.ToDictionary(schedule => schedule.Name, StringComparer.Ordinal);
        foreach (var own in _declared.Values)
            await DeclareAsync(own, before.GetValueOrDefault(own.Name), cancellationToken);
    }

    /// <summary>
    /// Reports to the store that this process is still running. A process with an earlier declaration of a schedule applies its declaration
    /// only when these reports have stopped. Also applies those declarations of this process that had to wait until no process with newer
    /// code was running.
    /// </summary>
    public async Task RefreshAsync(IReadOnlyList<Schedule> present, CancellationToken cancellationToken)
    {
        foreach (var schedule in present)
        {
            if (schedule.Declaration is not { EarlierHashes.Count: > 0 } declaration || !_declared.TryGetValue(schedule.Name, out var own))
                continue;
            var wait = declaration.Hash == own.Hash ? declaration.AliveUntil - (s_lease * 2 / 3) : declaration.AliveUntil;
            if (writer.Now() >= wait)
                await DeclareAsync(own, schedule, cancellationToken);
        }
    }

    /// <summary>
    /// Shortens the time for which other processes assume that this process is running. Processes with older code can then apply their
    /// declarations soon after the stop, unless another process has the same declarations as this one.
    /// </summary>
    public async Task StopAsync(IReadOnlyList<Schedule> present, CancellationToken cancellationToken)
    {
        foreach (var schedule in present)
        {
            if (schedule.Declaration is { EarlierHashes.Count: > 0 } declaration && _declared.TryGetValue(schedule.Name, out var own)
                && own.Hash == declaration.Hash)
                await writer.WriteAsync(new DeclareSchedule(own.At(writer.Now(), writer.Now() + s_afterStop)), cancellationToken);
        }
    }

    // Without this check, a mistake in the code would show only when the schedule fires.
    private void Check(DeclaredSchedule own)
    {
        try
        {
            jobs.Prepare(
                own.Type, own.Arguments, new EnqueueOptions { Attempts = own.Options.Attempts, TimeLimit = own.Options.TimeLimit });
        }
        catch (RefusalException e)
        {
            throw new StartException($"The schedule '{own.Name}' that the code declares is not valid. {e.Message}", e);
        }
    }

    private async Task DeclareAsync(DeclaredSchedule own, Schedule? before, CancellationToken cancellationToken)
    {
        var schedule = own.At(writer.Now(), writer.Now() + s_lease);
        var outcome = await writer.WriteAsync(new DeclareSchedule(schedule), cancellationToken);
        if (before?.Declaration?.Hash == own.Hash)
            return;
        // Another process that started at the same time has created this schedule and has logged it, so this process logs nothing.
        if (before is null && !outcome.Applied)
            return;
        if (before is null)
            LogCreated(own.Name, own.Cron, own.Zone);
        else if (!outcome.Applied)
            LogNewerCode(own.Name, own.Cron, s_lease);
        else if (before.Declaration is { Hash: "" })
            LogAdopted(own.Name, before.Cron, own.Cron);
        else
            LogChanged(own.Name, own.Cron, own.Zone, before.Cron, before.Zone);
    }

    [LoggerMessage(1, LogLevel.Information, "Created schedule {Name} as declared in code: {Cron} ({Zone}).")]
    private partial void LogCreated(string name, string cron, string zone);

    [LoggerMessage(2, LogLevel.Information,
        "Changed schedule {Name}, since its declaration in code has changed: {Cron} ({Zone}) instead of {OldCron} ({OldZone}).")]
    private partial void LogChanged(string name, string cron, string zone, string oldCron, string oldZone);

    [LoggerMessage(3, LogLevel.Information,
        "Kept the stored schedule {Name}, {StoredCron}, although the code declares {Cron}. The next change of the declaration is applied.")]
    private partial void LogAdopted(string name, string storedCron, string cron);

    [LoggerMessage(4, LogLevel.Warning,
        "Postponed the declaration of schedule {Name}, {Cron}: a process with newer code declares the schedule in another way. The " +
        "declaration is applied when no such process has run for {Lease}.")]
    private partial void LogNewerCode(string name, string cron, TimeSpan lease);

    [LoggerMessage(5, LogLevel.Information,
        "Stopped firing schedule {Name}: the code of this process does not declare it any more. Delete it with DELETE /schedules/{Name}, " +
        "or keep it with PUT /schedules/{Name}.")]
    private partial void LogRemoved(string name);
}
