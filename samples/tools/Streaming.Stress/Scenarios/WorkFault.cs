namespace Streaming.Stress.Scenarios;

/// <summary>A fault of processes that run jobs, schedules and webhooks, as a row of a table.</summary>
/// <param name="Name">The name in the names of scenarios.</param>
/// <param name="Text">What the fault does, for the list of scenarios.</param>
/// <param name="StartAsync">Starts the processes.</param>
/// <param name="IsPause">Whether a process is paused for longer than a lease instead of killed.</param>
internal sealed record WorkFault(
    string Name, string Text, Func<ScenarioRun, CancellationToken, Task<WorkProcesses>> StartAsync, bool IsPause);
