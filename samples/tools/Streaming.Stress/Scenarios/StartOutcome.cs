using System.Net.Sockets;
using Streaming.Stress.Faults;
using Streaming.Stress.Report;

namespace Streaming.Stress.Scenarios;

/// <summary>Checks the start of a server whose disk has failed: it runs, or it ends with a sentence that names the file.</summary>
internal static class StartOutcome
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static async Task CheckAsync(ScenarioRun run, FaultyServer server, CancellationToken cancellationToken)
    {
        // A server that runs on a full disk is alive and not ready.
        await ScenarioRun.BecomesAsync(
            async () => !server.Server.IsRunning || await IsAliveAsync(server), s_patience, cancellationToken);
        if (server.Server.IsRunning)
        {
            run.Result.Count("starts");
            run.Result.Check(FaultPromises.NotReady, await ScenarioRun.BecomesAsync(
                async () => !await server.IsReadyAsync(), s_patience, cancellationToken), "not ready", "ready");
            return;
        }

        var code = await server.Server.EndAsync();
        run.Result.Count("refused starts");
        var output = server.Server.Output;
        run.Result.Check(
            FaultPromises.Explains, code != 0 && output.Contains("streaming.db", StringComparison.Ordinal)
                && !output.Contains("Unhandled exception", StringComparison.Ordinal),
            "an exit code that is not 0, and a sentence with the name of the file", $"exit code {code}:\n{output}");
    }

    private static async Task<bool> IsAliveAsync(FaultyServer server)
    {
        try
        {
            using var response = await server.Http.GetAsync(server.Uri("/health/live"));
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
