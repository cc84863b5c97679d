using System.Security.Cryptography;
using System.Text;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Schedules;

/// <summary>A schedule that the application's code declares.</summary>
internal sealed record DeclaredSchedule(
    string Name, string Cron, string Zone, string Type, byte[] Arguments, ScheduleOptions Options)
{
    private const int HashBytes = 16;

    /// <summary>
    /// The hash of the declaration: cron expression, time zone, type, arguments and options. A changed declaration has another hash.
    /// </summary>
    public string Hash { get; } = Convert.ToHexStringLower(
        SHA256.HashData([.. Encoding.UTF8.GetBytes($"{Cron}\n{Zone}\n{Type}\n"), .. Arguments, .. Encoding.UTF8.GetBytes(Options.HashText)])
            .AsSpan(0, HashBytes));

    /// <summary>Returns the schedule of this declaration in the form in which it is stored.</summary>
    /// <param name="now">The current time (UTC).</param>
    /// <param name="until">The time until which other processes assume that this process is running (UTC).</param>
    public Schedule At(DateTime now, DateTime until) => new()
    {
        Name = Name,
        Cron = Cron,
        Zone = Zone,
        Type = Type,
        Arguments = Arguments,
        Priority = new EnqueueOptions().Priority,
        AllowsOverlap = Options.Overlap,
        Attempts = Options.Attempts,
        TimeLimit = Options.TimeLimit,
        Next = CronSchedule.Parse(Cron, Zone).NextAfter(now),
        Declaration = new ScheduleDeclaration(Hash) { AliveUntil = until },
    };
}
