using System.Globalization;

namespace Streaming.Benchmark;

/// <summary>The command-line options of the benchmark program.</summary>
internal sealed record BenchmarkOptions
{
    public const string Usage = """
        Measures the server: latency from publish to receive, also with 10,000 idle connections, concurrent publishes, jobs,
        webhooks next to one whose receiver hangs, and a CSV export of a million rows; results compares an application's own rows with
        that export; transports compares the processor time of a delivery on all transports; cluster measures several nodes on
        PostgreSQL; start measures new server processes.

          dotnet run -c Release --project samples/tools/Streaming.Benchmark -- [BENCHMARK] [options]

          BENCHMARK      all (default), latency, strangers, publish, jobs, webhooks, csv, results, blocking; not in all: cluster, start,
                         transports

          --server DIR   the folder of the Streaming.Server.dll or of the published streaming to measure (default: the server that was
                         built with this program)
          --url URL      a running server, in which topics bench.… are created; its memory and its file are not measured
          --rows N       the rows of the CSV export and of results (default 1000000)
          --rounds N     the rounds of start and transports (default 5)
          --readers N    the readers of transports (default 1000)
          --seconds N    the seconds of each measurement of transports (default 3)
          --only TEXT    of transports only the room and those whose name contains the text, such as SignalR
          --points LIST  of cluster only these: latency,upload,throughput,commits,hot,cost,jobs,idle
        """;

    private const string Cluster = "cluster";
    private const string Start = "start";
    private const string Transports = "transports";

    private static readonly string[] s_all =
    [
        "latency", "strangers", "publish", "jobs", "webhooks", "csv", "results", "blocking", Cluster, Start, Transports,
    ];

    public string Benchmark { get; private init; } = "all";

    public string? Server { get; private init; }

    public Uri? Url { get; private init; }

    public int Rows { get; private init; } = 1_000_000;

    /// <summary>The rounds of the benchmarks "start" and "transports".</summary>
    public int Rounds { get; private init; } = 5;

    public int Readers { get; private init; } = 1_000;

    /// <summary>The seconds of each measurement of the benchmark "transports".</summary>
    public int Seconds { get; private init; } = 3;

    /// <summary>The part of the names of the transports to compare with the room; empty for all.</summary>
    public string Only { get; private init; } = string.Empty;

    /// <summary>The points (single measurements) of the cluster benchmark to run, separated by commas; null for all.</summary>
    public string? Points { get; private init; }

    /// <summary>
    /// Whether to measure several nodes (server processes on one database). The benchmark "all" does not include this, since it needs
    /// PostgreSQL and takes minutes.
    /// </summary>
    public bool MeasuresCluster => Benchmark == Cluster;

    /// <summary>Whether to measure new server processes. The benchmark "all" does not include this, since it takes minutes.</summary>
    public bool MeasuresStart => Benchmark == Start;

    /// <summary>Whether to measure the processor time of a delivery on all transports, which takes minutes.</summary>
    public bool MeasuresTransports => Benchmark == Transports;

    /// <summary>Returns whether the command line selects the benchmark with this name.</summary>
    public bool Measures(string benchmark) => Benchmark == "all" || Benchmark == benchmark;

    /// <summary>Parses the command line; returns null if it is invalid or requests help.</summary>
    public static BenchmarkOptions? TryParse(IReadOnlyList<string> args)
    {
        var options = new BenchmarkOptions();
        for (var i = 0; i < args.Count; i++)
        {
            var value = i + 1 < args.Count ? args[i + 1] : null;
            if (args[i] == "all" || s_all.Contains(args[i], StringComparer.Ordinal))
                options = options with { Benchmark = args[i] };
            else if (value is not null && options.With(args[i], value) is { } more)
                (options, i) = (more, i + 1);
            else
                return null;
        }

        return options;
    }

    private BenchmarkOptions? With(string name, string value) => name switch
    {
        "--server" => this with { Server = value },
        "--url" when Uri.TryCreate(value, UriKind.Absolute, out var url) => this with { Url = url },
        "--only" => this with { Only = value },
        "--points" => this with { Points = value },
        "--rounds" when Positive(value) is { } n => this with { Rounds = n },
        "--readers" when Positive(value) is { } n => this with { Readers = n },
        "--seconds" when Positive(value) is { } n => this with { Seconds = n },
        "--rows" when Positive(value) is { } n => this with { Rows = n },
        _ => null,
    };

    private static int? Positive(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 ? n : null;
}
