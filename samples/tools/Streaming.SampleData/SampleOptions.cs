using System.Globalization;

namespace Streaming.SampleData;

/// <summary>The command-line options of the program that generates sample data.</summary>
internal sealed record SampleOptions
{
    public const string Usage = """
        Fills rooms with realistic chat messages, through NDJSON uploads.

          --messages N     messages of the first room; each other room gets a hundredth (default 1000000)
          --url URL        the server (default http://localhost:5000)
          --rooms a,b,…    the rooms, the busiest first (default lobby,music,dotnet,support,random)
          --seed N         the same seed gives the same messages (default 1)
          --resume KEY     continues an interrupted run; use the same --messages, --rooms and --seed
          --dry-run        sends nothing; prints the SHA-256 of each upload
        """;

    private const long MostMessages = 1_000_000_000;

    public long Messages { get; private init; } = 1_000_000;

    /// <summary>The URL of the server, without a slash at its end.</summary>
    public string Url { get; private init; } = "http://localhost:5000";

    public IReadOnlyList<string> Rooms { get; private init; } = ["lobby", "music", "dotnet", "support", "random"];

    public int Seed { get; private init; } = 1;

    public string? Resume { get; private init; }

    public bool DryRun { get; private init; }

    /// <summary>Returns each room with the number of messages that it receives.</summary>
    public IReadOnlyList<RoomPlan> Plans =>
        [.. Rooms.Select((room, index) => new RoomPlan(room, index == 0 ? Messages : Math.Max(Messages / 100, 1), Seed))];

    /// <summary>Parses the command line. If it is invalid, returns null and a sentence that states the problem.</summary>
    public static SampleOptions? TryParse(IReadOnlyList<string> args, out string? mistake)
    {
        var options = new SampleOptions();
        mistake = null;
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == "--dry-run")
            {
                options = options with { DryRun = true };
                continue;
            }

            var value = i + 1 < args.Count ? args[i + 1] : null;
            if (options.With(args[i], value) is not { } more)
            {
                mistake = value is null ? $"'{args[i]}' is unknown or has no value." : $"'{args[i]} {value}' is not valid.";
                return null;
            }

            options = more;
            i++;
        }

        return options;
    }

    private SampleOptions? With(string name, string? value) => name switch
    {
        _ when string.IsNullOrWhiteSpace(value) => null,
        "--messages" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            && n is > 0 and <= MostMessages => this with { Messages = n },
        "--seed" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) => this with { Seed = n },
        "--url" when Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" =>
            this with { Url = value!.TrimEnd('/') },
        "--rooms" => Split(value!) is { Count: > 0 } rooms ? this with { Rooms = rooms } : null,
        "--resume" => this with { Resume = value },
        _ => null,
    };

    private static List<string> Split(string rooms) =>
        [.. rooms.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
}
