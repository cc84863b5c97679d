using Streaming.Stress.Options;

namespace Streaming.Stress.Scenarios;

/// <summary>The list of all scenarios.</summary>
internal static class AllScenarios
{
    public static IReadOnlyList<IScenario> List { get; } =
    [
        .. KillSqliteScenarios.All,
        .. DeleteScenarios.All,
        .. BackupScenarios.All,
        .. DiskScenarios.All,
        .. WalScenarios.All,
        .. ClockScenarios.All,
        .. ResourceScenarios.All,
        .. Campaign.All,
        .. TransportScenarios.All,
        .. ConnectionScenarios.All,
        .. NodeScenarios.All,
        .. WorkScenarios.All,
    ];

    /// <summary>
    /// Returns the scenarios of the command line, in its order; null if a name is unknown. A name can end with <c>*</c>. <c>all</c> leaves
    /// out the campaign, which takes long.
    /// </summary>
    public static IReadOnlyList<IScenario>? Select(StressOptions options)
    {
        var selected = new List<IScenario>();
        foreach (var name in options.Selected)
        {
            var found = List.Where(scenario => scenario.Name == name || scenario.Family == name
                || (name.EndsWith('*') && scenario.Name.StartsWith(name[..^1], StringComparison.Ordinal))
                || (name == "all" && scenario.Family != Campaign.Family)).ToList();
            if (found.Count == 0)
                return null;
            selected.AddRange(found);
        }

        return selected;
    }
}
