namespace Streaming.LoadTest.Options;

/// <summary>The command-line options of one run of the load test. Times are in seconds.</summary>
internal sealed record LoadTestOptions
{
    public required Command Command { get; init; }
    public string Url { get; init; } = "";
    public string? PublishUrl { get; init; }
    public string PublishTemplate { get; init; } = "{payload}";
    public IReadOnlyList<string> Headers { get; init; } = [];
    public IReadOnlyList<string> PublishHeaders { get; init; } = [];
    public IReadOnlyList<string> Hellos { get; init; } = [];
    public string? KeepAlive { get; init; }
    public double KeepAliveEvery { get; init; } = 10;
    public int Connections { get; init; } = 100;
    public int Topics { get; init; } = 1;
    public int Publishers { get; init; } = 1;
    public double Rate { get; init; }
    public int InFlight { get; init; }
    public int Window { get; init; }
    public double Duration { get; init; }
    public long Messages { get; init; }
    public int Size { get; init; } = 200;
    public double Ramp { get; init; }
    public int Stall { get; init; }
    public int Processes { get; init; } = 1;
    public int? ServerPid { get; init; }
    public string? Json { get; init; }
    public double Timeout { get; init; } = 5;

    /// <summary>
    /// Whether another process of the load test has started this process. If so, this process only subscribes, and reports to that process.
    /// </summary>
    public bool IsReaderProcess { get; init; }

    /// <summary>The number of the first connection that this process opens.</summary>
    public int First { get; init; }

    /// <summary>A random text in all messages of this run, so that messages of another run are not counted.</summary>
    public int RunId { get; init; }

    public bool Publishes => PublishUrl is not null && !IsReaderProcess;

    /// <summary>The maximum number of publishes on one connection that wait for their acknowledgement.</summary>
    public int Depth => InFlight > 0 ? InFlight : 16;
}
