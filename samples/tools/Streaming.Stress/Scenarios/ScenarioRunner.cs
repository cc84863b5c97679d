using Streaming.Stress.Options;
using Streaming.Stress.Report;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Scenarios;

/// <summary>Runs scenarios one after another, with a time limit for each, and prints their results.</summary>
internal static class ScenarioRunner
{
    private static readonly Promise s_ends = new("A scenario ends without an error of the tool or of the server.", "Streaming.Stress");

    /// <summary>Runs the scenarios until all have ended, or the token is cancelled.</summary>
    public static async Task<IReadOnlyList<ScenarioResult>> RunAsync(
        IReadOnlyList<IScenario> scenarios, StressOptions options, string program, CancellationToken cancellationToken)
    {
        var results = new List<ScenarioResult>();
        foreach (var scenario in scenarios)
        {
            if (cancellationToken.IsCancellationRequested)
                break;
            var result = await RunAsync(scenario, options, program, cancellationToken);
            results.Add(result);
            await PrintAsync(result);
        }

        return results;
    }

    private static async Task<ScenarioResult> RunAsync(
        IScenario scenario, StressOptions options, string program, CancellationToken cancellationToken)
    {
        var run = new ScenarioRun(scenario.Name, options, program);
        run.Result.Family = scenario.Family;
        if (scenario.Missing is { } reason)
        {
            run.Result.Skipped = reason;
            return run.Result;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(run.Duration(TimeSpan.Zero) + scenario.Limit);
        await using var progress = new Progress(run.Result);
        try
        {
            await using (run)
                await scenario.RunAsync(run, limit.Token);
            run.Result.Held(s_ends);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            run.Result.Skipped = "stopped";
        }
        catch (Exception e)
        {
            run.Result.Violate(s_ends, "no error", e is StressException ? e.Message : e.ToString());
        }

        run.Result.Duration = run.Elapsed;
        return run.Result;
    }

    private static async Task PrintAsync(ScenarioResult result)
    {
        var outcome = result.Skipped is { } reason ? $"skipped ({reason})" : result.Failures == 0 ? "held" : "FAILED";
        var checks = result.Promises.Values.Sum(count => count.Checked);
        await Console.Out.WriteLineAsync(FormattableString.Invariant(
            $"{outcome,-8} {result.Scenario} ({result.Duration.TotalSeconds:0} s; {checks:N0} checks; {result.NumbersText})"));
        foreach (var violation in result.Violations)
        {
            await Console.Out.WriteLineAsync(
                FormattableString.Invariant($"  {violation.Promise.Sentence}\n    topic {violation.Topic ?? "-"}, ")
                + FormattableString.Invariant($"offset {violation.Offset}, seed {result.Seed}\n")
                + $"    expected: {violation.Expected}\n    seen:     {violation.Seen}");
        }
    }
}
