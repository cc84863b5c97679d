using Streaming.Stress.Faults;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Scenarios;

/// <summary>Scenarios of jobs, schedules and webhooks whose servers, workers, nodes and receivers are killed or paused.</summary>
internal static class WorkScenarios
{
    public const string Family = "work";

    private const int Kills = 4;

    // Longer than the lease of a job (3 s in these scenarios).
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(8);

    private static readonly WorkFault[] s_faults =
    [
        new("server-kill", "kill -9 of the server, beside two workers on one SQLite file", WorkProcesses.ServerAsync, false),
        new("worker-kill", "kill -9 of two workers on the server's SQLite file", WorkProcesses.WorkersAsync, false),
        new("worker-pause", "SIGSTOP of workers for longer than the lease of a job", WorkProcesses.WorkersAsync, true),
        new("node-kill", "kill -9 of three nodes on PostgreSQL", WorkProcesses.NodesAsync, false),
        new("node-pause", "SIGSTOP of nodes on PostgreSQL for longer than the lease of a job", WorkProcesses.NodesAsync, true),
    ];

    public static IEnumerable<IScenario> All { get; } = s_faults.SelectMany(fault => (IScenario[])
    [
        Row("jobs", "each job runs, and has exactly one end, which is its last event", fault, JobsRun.RunAsync),
        Row("webhooks", "a receiver that refuses some requests gets each message at least once, in the order of its topic", fault,
            WebhooksRun.RunAsync),
        Row("schedules", "a schedule of each second enqueues exactly one job for each second, also for missed ones", fault,
            SchedulesRun.RunAsync),
    ]);

    private static Scenario Row(
        string kind, string checks, WorkFault fault, Func<ScenarioRun, WorkProcesses, Func<Task>, CancellationToken, Task> body) => new(
        Family, $"{kind}-{fault.Name}", $"{fault.Text}: {checks}.", async (run, ct) =>
        {
            var processes = await fault.StartAsync(run, ct);
            await body(run, processes, () => CauseAsync(run, processes, fault.IsPause, ct), ct);
        })
        {
            Missing = fault.StartAsync == WorkProcesses.NodesAsync ? PostgresqlPrograms.Missing : null,
        };

    private static async Task CauseAsync(ScenarioRun run, WorkProcesses processes, bool isPause, CancellationToken cancellationToken)
    {
        var random = run.NewRandom();
        for (var i = 0; i < run.Kills(Kills) && !run.IsOver(TimeSpan.FromMinutes(5)); i++)
        {
            await Task.Delay(random.Next(300, 2_500), cancellationToken);
            var victim = processes.Victims[random.Next(processes.Victims.Count)];
            await (isPause ? ProcessFaults.FreezeAsync(run, victim, s_pause, cancellationToken)
                : ProcessFaults.KillAsync(run, victim, cancellationToken));
        }
    }
}
