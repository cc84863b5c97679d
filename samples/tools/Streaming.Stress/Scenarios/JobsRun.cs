using System.Collections.Concurrent;
using Streaming.Stress.Clients;
using Streaming.Stress.Report;

namespace Streaming.Stress.Scenarios;

/// <summary>Callers that enqueue jobs with idempotency keys while processes that run the jobs are killed.</summary>
internal static class JobsRun
{
    private const int Callers = 4;

    // Some jobs run so long that another worker still runs them when a worker that was paused for longer than its lease continues.
    private const double LongSeconds = 6;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private static readonly string[] s_ends = ["succeeded", "failed", "cancelled"];

    public static async Task RunAsync(ScenarioRun run, WorkProcesses processes, Func<Task> causeFaults, CancellationToken cancellationToken)
    {
        var jobs = new ConcurrentDictionary<string, StartedJob>(StringComparer.Ordinal);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var callers = Enumerable.Range(0, Callers).Select(
            number => EnqueueAsync(run, processes, number, jobs, stop.Token, cancellationToken)).ToList();
        await causeFaults();
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        using var api = new ApiClient(() => processes.Servers[0].Address);
        foreach (var job in jobs.Values)
            await CheckAsync(run, api, processes, job, cancellationToken);
        await CheckCountAsync(run, api, jobs, cancellationToken);
    }

    // A request that was not answered is repeated with its key, so that it enqueues one job.
    private static async Task EnqueueAsync(
        ScenarioRun run, WorkProcesses processes, int caller, ConcurrentDictionary<string, StartedJob> jobs, CancellationToken stop,
        CancellationToken cancellationToken)
    {
        var random = run.NewRandom();
        using var api = new ApiClient(() => processes.Any(random));
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var key = FormattableString.Invariant($"job-{caller}-{i}");
            var seconds = random.Next(15) == 0 ? LongSeconds : random.Next(3) == 0 ? random.NextDouble() * 2 : 0;
            var job = await api.SendAsync(
                HttpMethod.Post, "/jobs", FormattableString.Invariant(
                    $"{{\"type\":\"countdown\",\"arguments\":{{\"seconds\":{seconds:0.00}}},\"attempts\":20}}"), key, cancellationToken);
            jobs[key] = new StartedJob(job.GetProperty("id").GetString()!, seconds);
            run.Result.Count("jobs");
            await Task.Delay(s_pause, CancellationToken.None);
        }
    }

    private static async Task CheckAsync(
        ScenarioRun run, ApiClient api, WorkProcesses processes, StartedJob job, CancellationToken cancellationToken)
    {
        var state = string.Empty;
        var hasEnded = await ScenarioRun.BecomesAsync(
            async () =>
            {
                var details = await api.SendAsync(HttpMethod.Get, $"/jobs/{job.Id}", json: null, key: null, cancellationToken);
                state = details.GetProperty("state").GetString()!;
                return s_ends.Contains(state, StringComparer.Ordinal);
            },
            s_patience, cancellationToken);
        var events = new List<string>();
        DateTime started = default, last = default;
        var server = processes.Servers[0].Address;
        await foreach (var message in HistoryClient.ReadAsync(server, $"job:{job.Id}", after: null, cancellationToken))
        {
            events.Add(message.Type);
            last = message.Time;
            if (message.Type == "started")
                started = last;
        }

        var isRight = hasEnded && state == "succeeded" && events.Count(type => s_ends.Contains(type, StringComparer.Ordinal)) == 1
            && events[^1] == "succeeded" && events.Contains("started", StringComparer.Ordinal);
        var seen = $"state {state}, events {string.Join(' ', events.Where(type => type != "progress"))}";
        run.Result.Check(Promises.JobEnds, isRight, "one event 'succeeded', the last one", seen, $"job:{job.Id}");
        // The attempt that began last ends the job, so its whole duration lies before the end.
        if (job.Seconds >= LongSeconds && isRight)
        {
            run.Result.Check(
                Promises.JobFenced, (last - started).TotalSeconds > 0.9 * job.Seconds, $"an end {job.Seconds} s after the last start",
                FormattableString.Invariant($"after {(last - started).TotalSeconds:0.0} s: {seen}"), $"job:{job.Id}");
        }
    }

    private static async Task CheckCountAsync(
        ScenarioRun run, ApiClient api, ConcurrentDictionary<string, StartedJob> jobs, CancellationToken cancellationToken)
    {
        var ids = await JobList.ReadAsync(api, "countdown", cancellationToken);
        var distinct = jobs.Values.DistinctBy(job => job.Id, StringComparer.Ordinal).Count();
        run.Result.Check(Promises.Idempotent, ids.Count == jobs.Count && distinct == jobs.Count,
            $"{jobs.Count} jobs", $"{ids.Count} jobs");
    }
}
