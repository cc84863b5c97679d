using Streaming.Stress.Clients;
using Streaming.Stress.Faults;
using Streaming.Stress.Faults.Interposer;
using Streaming.Stress.Report;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Scenarios;

/// <summary>Scenarios in which the wall clock of the server moves by hours, as a wrong NTP server or an administrator moves it.</summary>
internal static class ClockScenarios
{
    private const string Family = "clock";

    private static readonly PublishOptions s_load = new() { Topics = ["clock-a", "clock-b"], MaxBatch = 4, Padding = 50 };

    public static IReadOnlyList<IScenario> All { get; } =
    [
        Row("clock-forward", "The clock moves forward by hours while messages are published: nothing is lost, doubled or out of order.",
            (run, token) => MoveAsync(run, random => TimeSpan.FromHours(random.Next(1, 12)), token)),
        Row("clock-back", "The clock moves back by hours while messages are published: the times of a topic never fall.",
            (run, token) => MoveAsync(run, random => -TimeSpan.FromHours(random.Next(1, 12)), token)),
        Row("clock-jumps", "The clock jumps in both directions between kills (kill -9): nothing is lost, and times never fall.",
            JumpAsync),
        Row("clock-keys", "The clock moves within the 24 hours of an Idempotency-Key, in both directions: a repetition stores nothing.",
            ClockRules.KeysAsync),
        Row("clock-token", "The clock passes the expiry of a token: requests with it are refused, and its streams end.",
            ClockRules.TokenAsync),
        Row("clock-expiry", "The clock passes the time to live of a topic: the topic ends, and not before.", ClockRules.ExpiryAsync),
        Row("clock-schedule", "The clock moves by hours, in both directions: each due time of a schedule enqueues at most one job.",
            ClockJobs.ScheduleAsync),
        Row("clock-lease", "The clock passes the lease of a running job: the job ends once.", ClockJobs.LeaseAsync),
    ];

    private static Scenario Row(string name, string checks, Func<ScenarioRun, CancellationToken, Task> run) =>
        new(Family, name, checks, run) { Missing = FaultLibrary.Missing() };

    private static async Task MoveAsync(ScenarioRun run, Func<Random, TimeSpan> step, CancellationToken cancellationToken)
    {
        await using var server = await FaultyServer.StartAsync(run, new ServerOptions(), recordsWrites: false, cancellationToken);
        var random = run.NewRandom();
        server.StartClients(s_load);
        var offset = TimeSpan.Zero;
        for (var round = 0; round < run.Kills(8); round++)
        {
            await server.AcknowledgesAsync(random.Next(1, 200), cancellationToken);
            server.Faults.MoveClock(offset += step(random));
            run.Result.Count("moves");
            await server.MendAsync(cancellationToken);
        }

        await server.CheckAsync(cancellationToken);
        await CheckTimesAsync(run, server, cancellationToken);
    }

    private static async Task JumpAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var server = await FaultyServer.StartAsync(run, new ServerOptions(), recordsWrites: false, cancellationToken);
        var random = run.NewRandom();
        server.StartClients(s_load);
        for (var round = 0; round < run.Kills(8); round++)
        {
            await server.AcknowledgesAsync(random.Next(1, 200), cancellationToken);
            server.Faults.MoveClock(TimeSpan.FromHours(random.Next(-20, 20)));
            await Task.Delay(random.Next(300), cancellationToken);
            await server.Server.KillAsync();
            run.Result.Count("kills");
            await server.Server.StartAsync(cancellationToken);
            run.Result.Held(Promises.Ready);
        }

        await server.CheckAsync(cancellationToken);
        await CheckTimesAsync(run, server, cancellationToken);
    }

    private static async Task CheckTimesAsync(ScenarioRun run, FaultyServer server, CancellationToken cancellationToken)
    {
        foreach (var topic in s_load.Topics)
        {
            var last = DateTime.MinValue;
            var history = await Json.GetAsync(server.Http, server.Uri($"/topics/{topic}/messages?format=json"), cancellationToken);
            foreach (var message in history.EnumerateArray())
            {
                var time = message.GetProperty("time").GetDateTime();
                if (time < last)
                {
                    run.Result.Violate(
                        FaultPromises.Times, $"a time from {last:O}", $"{time:O}", topic, message.GetProperty("offset").GetInt64());
                }

                last = time;
            }

            run.Result.Held(FaultPromises.Times, history.GetArrayLength());
        }
    }
}
