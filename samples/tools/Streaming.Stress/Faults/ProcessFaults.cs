using Streaming.Stress.Report;
using Streaming.Stress.Scenarios;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Faults;

/// <summary>Faults of a server's process: kills, terminations and pauses, each followed by a start on the same files.</summary>
internal static class ProcessFaults
{
    /// <summary>Kills the server as <c>kill -9</c> does, and starts it again.</summary>
    public static async Task KillAsync(ScenarioRun run, ServerProcess server, CancellationToken cancellationToken)
    {
        await server.KillAsync();
        run.Result.Count("kills");
        await StartAsync(run, server, cancellationToken);
    }

    /// <summary>Kills the server at a random moment of its start, before it is ready, and starts it again.</summary>
    public static async Task KillAtStartAsync(ScenarioRun run, ServerProcess server, Random random, CancellationToken cancellationToken)
    {
        await server.KillAsync();
        run.Result.Count("kills");
        server.Begin();
        await Task.Delay(random.Next(1_000), cancellationToken);
        await server.KillAsync();
        run.Result.Count("kills at start");
        await StartAsync(run, server, cancellationToken);
    }

    /// <summary>Sends SIGTERM, checks the exit code, and starts the server again.</summary>
    public static async Task TerminateAsync(ScenarioRun run, ServerProcess server, CancellationToken cancellationToken)
    {
        var code = await server.TerminateAsync();
        run.Result.Count("terminations");
        run.Result.Check(Promises.Stops, code == 0, "exit code 0", $"exit code {code}: {server.Output}");
        await StartAsync(run, server, cancellationToken);
    }

    /// <summary>Stops the process for a time (SIGSTOP), and lets it continue.</summary>
    public static async Task FreezeAsync(ScenarioRun run, ServerProcess server, TimeSpan time, CancellationToken cancellationToken)
    {
        server.Freeze();
        run.Result.Count("pauses");
        try
        {
            await Task.Delay(time, cancellationToken);
        }
        finally
        {
            server.Thaw();
        }
    }

    /// <summary>Starts the server after its end, and records whether it became ready.</summary>
    public static async Task StartAsync(ScenarioRun run, ServerProcess server, CancellationToken cancellationToken)
    {
        try
        {
            await server.StartAsync(cancellationToken);
            run.Result.Held(Promises.Ready);
        }
        catch (ToolException e)
        {
            run.Result.Violate(Promises.Ready, "a ready server", e.Message);
            throw;
        }
    }
}
