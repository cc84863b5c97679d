namespace Streaming.Stress.Scenarios;

/// <summary>A scenario as a row of a table: its name, a sentence of what it checks, and its method.</summary>
/// <param name="Family">The group of scenarios.</param>
/// <param name="Name">The name, which begins with the family.</param>
/// <param name="Checks">A sentence with the faults and the checks of the scenario.</param>
/// <param name="Run">The method that runs the scenario.</param>
internal sealed record Scenario(string Family, string Name, string Checks, Func<ScenarioRun, CancellationToken, Task> Run) : IScenario
{
    /// <inheritdoc/>
    public string? Missing { get; init; }

    /// <inheritdoc/>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(20);

    /// <inheritdoc/>
    public Task RunAsync(ScenarioRun run, CancellationToken cancellationToken) => Run(run, cancellationToken);
}
