using System.Security.Cryptography;
using System.Text;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Schedules;

/// <summary>A schedule that the application's code declares.</summary>
internal sealed record DeclaredSchedule(string Name, string Cron, string Zone, string Type, byte[] Arguments)
{
    private const int HashBytes = 16;

    /// <summary>The hash of the declaration: cron line, time zone, type and arguments.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(
        SHA256.HashData([.. Encoding.UTF8.GetBytes($"{Cron}\n{Zone}\n{Type}\n"), .. Arguments]).AsSpan(0, HashBytes));

    /// <summary>Creates the schedule of this declaration.</summary>
    /// <param name="now">The current time.</param>
    /// <param name="until">The time up to which other processes assume that this process runs.</param>
    public Schedule At(DateTime now, DateTime until) => new()
    {
        Name = Name,
        Cron = Cron,
        Zone = Zone,
        Type = Type,
        Arguments = Arguments,
        Priority = new EnqueueOptions().Priority,
        Next = CronLine.Parse(Cron, Zone).NextAfter(now),
        Declaration = new ScheduleDeclaration(Hash) { Until = until },
    };
}
