namespace Streaming.Stress.Scenarios;

/// <summary>A named run with certain faults and certain clients, and the checks that belong to it.</summary>
internal interface IScenario
{
    /// <summary>The name, unique, with the family in front: <c>kill-sqlite-publish</c>.</summary>
    string Name { get; }

    /// <summary>The name of the group of scenarios, such as <c>kill-sqlite</c>, under which all of them run.</summary>
    string Family { get; }

    /// <summary>A sentence with the faults and the checks of the scenario.</summary>
    string Checks { get; }

    /// <summary>The reason why the scenario cannot run on this machine, such as a missing program; null if it can.</summary>
    string? Missing { get; }

    /// <summary>
    /// The time, beyond that of the command line, after which the scenario counts as hanging and is ended.
    /// </summary>
    TimeSpan Limit { get; }

    /// <summary>Runs the scenario, and records its checks in the result of the run.</summary>
    /// <param name="run">Seed, limits, servers, ledger and result of this run.</param>
    /// <param name="cancellationToken">Ends the scenario at Ctrl+C, or when it has taken far too long.</param>
    Task RunAsync(ScenarioRun run, CancellationToken cancellationToken);
}
