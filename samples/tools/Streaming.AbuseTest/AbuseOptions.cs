using System.Globalization;

namespace Streaming.AbuseTest;

/// <summary>The command-line options of the abuse test, which measures a server while abusive clients connect to it.</summary>
/// <param name="Scenarios">The scenarios to run, one after another, each on a new server.</param>
/// <param name="Seconds">The duration of the abuse, in seconds.</param>
/// <param name="Handles">The number of files that the server may open.</param>
/// <param name="Folder">The folder that contains the built server.</param>
/// <param name="IsControl">
/// Whether the abuse goes to a second server. Its effect on the first one shows what only the machine causes.
/// </param>
internal sealed record AbuseOptions(IReadOnlyList<Scenario> Scenarios, int Seconds, int Handles, string Folder, bool IsControl)
{
    private const int MaxSeconds = 600;

    public static string Usage =>
        $"""
        Usage: Streaming.AbuseTest all|NAME… [--seconds 60] [--handles 20000] [--server FOLDER] [--control]
        Scenarios: {string.Join(", ", Scenario.All.Select(scenario => $"{scenario.Name} ({scenario.Connections:N0} connections)"))}.
        For each scenario starts a server in Production, and a publisher and a normal subscriber next to the abuse. Prints the subscriber's p99
        before and during the abuse, and the server's peak memory. With --control the abuse goes to a second server, to show the effect
        that only the shared processors have.
        Exit code 0: all values are within the limits; 1: some are not; 2: wrong arguments.
        """;

    /// <summary>Parses the command line; null if it is invalid.</summary>
    public static AbuseOptions? Parse(string[] arguments)
    {
        var scenarios = new List<Scenario>();
        var (seconds, handles, folder, isControl) = (60, 20_000, DefaultFolder(), false);
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : string.Empty;
            switch (arguments[i])
            {
                case "--seconds" when TryRead(value, 1, MaxSeconds, out seconds):
                case "--handles" when TryRead(value, 256, 1_000_000, out handles):
                    i++;
                    break;
                case "--server" when Directory.Exists(value):
                    folder = value;
                    i++;
                    break;
                case "--control":
                    isControl = true;
                    break;
                case "all":
                    scenarios.AddRange(Scenario.All);
                    break;
                case var name when Array.Find(Scenario.All, scenario => scenario.Name == name) is { } scenario:
                    scenarios.Add(scenario);
                    break;
                default:
                    return null;
            }
        }

        return scenarios.Count > 0 ? new AbuseOptions(scenarios, seconds, handles, folder, isControl) : null;
    }

    private static bool TryRead(string text, int least, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;

    // …/samples/tools/Streaming.AbuseTest/bin/Release/net10.0 → …/Streaming.Server/bin/Release/net10.0
    private static string DefaultFolder() =>
        AppContext.BaseDirectory.Replace(
            Path.Combine("samples", "tools", "Streaming.AbuseTest"), "Streaming.Server", StringComparison.Ordinal);
}
