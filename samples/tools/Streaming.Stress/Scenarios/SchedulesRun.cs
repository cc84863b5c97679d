using Streaming.Stress.Clients;
using Streaming.Stress.Report;

namespace Streaming.Stress.Scenarios;

/// <summary>A schedule that fires each second, while processes that check it are killed.</summary>
internal static class SchedulesRun
{
    private const string Path = "/schedules/stress";
    private const string Type = "nothing";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(ScenarioRun run, WorkProcesses processes, Func<Task> causeFaults, CancellationToken cancellationToken)
    {
        using var api = new ApiClient(() => processes.Servers[0].Address);
        await api.SendAsync(
            HttpMethod.Put, Path, $"{{\"cron\":\"* * * * * *\",\"type\":\"{Type}\",\"catchUp\":\"all\",\"overlap\":true}}", key: null,
            cancellationToken);
        var first = await FirstAsync(api, cancellationToken);
        await causeFaults();
        // The missed seconds of the last fault are enqueued at the next check.
        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
        await api.SendAsync(HttpMethod.Post, $"{Path}/pause", json: null, key: null, cancellationToken);
        var (expected, seen) = (0, 0);
        var isRight = await ScenarioRun.BecomesAsync(
            async () =>
            {
                // The time of a firing is a little after its second.
                expected = (int)(Second((await FiringsAsync(api, cancellationToken))[0]) - Second(first)) + 1;
                seen = (await JobList.ReadAsync(api, Type, cancellationToken)).Count;
                return seen == expected;
            },
            s_patience, cancellationToken);
        run.Result.Count("firings", seen);
        run.Result.Check(Promises.ScheduleOnce, isRight, $"{expected} jobs, one for each second since {first:O}", $"{seen} jobs");
    }

    private static long Second(DateTime time) => time.Ticks / TimeSpan.TicksPerSecond;

    // Only the last five firings are shown, so that the first one is read while there are fewer.
    private static async Task<DateTime> FirstAsync(ApiClient api, CancellationToken cancellationToken)
    {
        while (true)
        {
            var firings = await FiringsAsync(api, cancellationToken);
            if (firings.Count is > 0 and < 5)
                return firings[^1];
            if (firings.Count >= 5)
                throw new Servers.StressException("The first firing of the schedule was not seen in time.");
            await Task.Delay(100, cancellationToken);
        }
    }

    private static async Task<List<DateTime>> FiringsAsync(ApiClient api, CancellationToken cancellationToken)
    {
        var schedule = await api.SendAsync(HttpMethod.Get, Path, json: null, key: null, cancellationToken);
        return [.. schedule.GetProperty("firings").EnumerateArray().Select(firing => firing.GetProperty("time").GetDateTime())];
    }
}
