using System.Globalization;

namespace Streaming.Stress.Options;

/// <summary>The command-line options of the stress tool.</summary>
internal sealed record StressOptions
{
    private const int MaxMinutes = 24 * 60;

    /// <summary>
    /// The names of scenarios and families to run, in this order; a name can end with <c>*</c>, and <c>all</c> stands for every scenario.
    /// </summary>
    public IReadOnlyList<string> Selected { get; private init; } = [];

    /// <summary>Whether to print the list of scenarios instead of running any.</summary>
    public bool Lists { get; private init; }

    /// <summary>The seed of all random decisions. The same seed repeats them.</summary>
    public int Seed { get; private init; } = Random.Shared.Next();

    /// <summary>The time after which a scenario ends its faults and load; null for the scenario's own default.</summary>
    public double? Minutes { get; private init; }

    /// <summary>The number of kills of a scenario that kills processes; null for the scenario's own default.</summary>
    public int? Kills { get; private init; }

    /// <summary>The store of the tested servers, for the scenarios that do not need a certain store.</summary>
    public Store Store { get; private init; }

    /// <summary>The server's program or dll to test; null for the server that was built with this tool.</summary>
    public string? Server { get; private init; }

    /// <summary>The Markdown file to which the report is written; null for no file.</summary>
    public string? Report { get; private init; }

    /// <summary>Parses the command line; returns null if it is invalid or requests help.</summary>
    public static StressOptions? TryParse(IReadOnlyList<string> arguments)
    {
        var options = new StressOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            if (arguments[i] == "--list")
                options = options with { Lists = true };
            else if (value is not null && options.With(arguments[i], value) is { } more)
                (options, i) = (more, i + 1);
            else
                return null;
        }

        return options.Lists || options.Selected.Count > 0 ? options : null;
    }

    private StressOptions? With(string name, string value) => name switch
    {
        "--scenario" => this with { Selected = [.. Selected, .. value.Split(',', StringSplitOptions.RemoveEmptyEntries)] },
        "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out var seed) => this with { Seed = seed },
        "--minutes" when double.TryParse(value, CultureInfo.InvariantCulture, out var minutes) && minutes is > 0 and <= MaxMinutes =>
            this with { Minutes = minutes },
        "--kills" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var kills) && kills > 0 =>
            this with { Kills = kills },
        "--store" when Enum.TryParse<Store>(value, ignoreCase: true, out var store) => this with { Store = store },
        "--server" when File.Exists(value) => this with { Server = Path.GetFullPath(value) },
        "--report" => this with { Report = value },
        _ => null,
    };
}
