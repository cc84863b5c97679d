using Streaming.Stress.Faults;
using Streaming.Stress.Report;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Scenarios;

/// <summary>Checks jobs and schedules with a clock that moves.</summary>
internal static class ClockJobs
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private static ServerOptions Options => new ServerOptions().With(("Samples:Jobs", "true"));

    public static async Task ScheduleAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var server = await FaultyServer.StartAsync(run, Options, recordsWrites: false, cancellationToken);
        await Json.SendAsync(server.Http, HttpMethod.Put, server.Uri("/schedules/hourly"),
            """{"cron":"0 * * * *","type":"nothing","overlap":true}""", cancellationToken);
        var most = 0;
        foreach (var hours in (int[])[0, 3, 1, 0, 2, 5, -4, 6, 6, 30])
        {
            server.Faults.MoveClock(TimeSpan.FromHours(hours));
            // The times that have passed are one job together (catchUp: one), and a time that has passed once never fires again.
            most += hours is 3 or 5 or 6 or 30 ? 1 : 0;
            await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken);
            run.Result.Count("moves");
        }

        var jobs = await Json.GetAsync(server.Http, server.Uri("/jobs?type=nothing&limit=100"), cancellationToken);
        // One more, if the real hour has turned meanwhile.
        run.Result.Check(FaultPromises.Fires, jobs.GetArrayLength() >= 1 && jobs.GetArrayLength() <= most + 1,
            $"1 to {most + 1} jobs", $"{jobs.GetArrayLength()} jobs");
    }

    public static async Task LeaseAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var server = await FaultyServer.StartAsync(run, Options, recordsWrites: false, cancellationToken);
        var random = run.NewRandom();
        for (var round = 0; round < run.Kills(4); round++)
        {
            var job = (await Json.SendAsync(server.Http, HttpMethod.Post, server.Uri("/jobs"),
                """{"type":"countdown","arguments":{"seconds":2}}""", cancellationToken)).GetProperty("id").GetString()!;
            await Task.Delay(random.Next(300, 1_500), cancellationToken);
            server.Faults.MoveClock(TimeSpan.FromHours(random.Next(-8, 9)));
            run.Result.Count("moves");
            var hasEnded = await ScenarioRun.BecomesAsync(
                async () => await JobRecord.EndsAsync(server.Http, server.Server.Address, job, cancellationToken) > 0, s_patience,
                cancellationToken);
            var ends = await JobRecord.EndsAsync(server.Http, server.Server.Address, job, cancellationToken);
            run.Result.Check(FaultPromises.JobEnds, hasEnded && ends == 1, "one end", $"{ends} ends", $"job:{job}");
            server.Faults.MoveClock(TimeSpan.Zero);
        }
    }
}
