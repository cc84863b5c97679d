using Streaming.Stress.Report;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Scenarios;

/// <summary>Checks that nothing of the clients is left in a server after they have gone.</summary>
internal static class Leftovers
{
    // A connection that was cut without a close is noticed by its heartbeat or ping (15 to 25 s) and its time limit.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    /// <summary>Waits until the server uses no more than before the clients came, and records the check.</summary>
    public static async Task CheckAsync(ScenarioRun run, ServerProcess server, ServerState before, CancellationToken cancellationToken)
    {
        var now = before;
        var isBack = await ScenarioRun.BecomesAsync(
            async () => (now = await ServerState.ReadAsync(server, cancellationToken)).IsBackTo(before), s_patience, cancellationToken);
        run.Result.Check(Promises.NothingLeft, isBack, $"the state before the clients: {before}", now.ToString());
        run.Result.Count("MB at the end", (long)now.Megabytes);
    }
}
