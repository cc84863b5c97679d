using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access;

namespace Streaming.Server.Background;

/// <summary>What ran after responses.</summary>
[ApiController]
[AdministratorsOnly]
public sealed class BackgroundTasksController : ControllerBase
{
    /// <summary>The tasks that wait and run now, and what ran lately on this node, newest first; failures with their exceptions.</summary>
    [HttpGet("/background-tasks")]
    public BackgroundView List([FromServices] IServiceProvider services)
    {
        var runner = services.GetRequiredService<BackgroundRunner>();
        var running = runner.Running;
        return new BackgroundView(Math.Max(runner.Tasks - running, 0), running, [.. services.GetRequiredService<BackgroundRuns>().Latest().Select(View)]);
    }

    private static BackgroundRunView View(BackgroundRun run) =>
        new(run.Name, run.Outcome.ToString().ToLowerInvariant(), run.Added.UtcDateTime, run.Started?.UtcDateTime, run.Milliseconds, run.Error, run.Exception);
}

/// <summary>The background tasks of this node.</summary>
/// <param name="Waiting">How many wait.</param>
/// <param name="Running">How many run.</param>
/// <param name="Tasks">What ran lately, newest first.</param>
public sealed record BackgroundView(int Waiting, int Running, IReadOnlyList<BackgroundRunView> Tasks);

/// <summary>A background task that has run.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Outcome"><c>succeeded</c>, <c>failed</c>, <c>timedout</c> or <c>stopped</c>.</param>
/// <param name="Added">When it was added (UTC).</param>
/// <param name="Started">When it began.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Error">What went wrong, in a sentence.</param>
/// <param name="Exception">The exception with its stack trace.</param>
public sealed record BackgroundRunView(string Name, string Outcome, DateTime Added, DateTime? Started, double Milliseconds, string? Error, string? Exception);
