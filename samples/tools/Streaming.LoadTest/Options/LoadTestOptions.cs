namespace Streaming.LoadTest.Options;

/// <summary>What one run is to do. Times are in seconds.</summary>
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

    /// <summary>Set in a process that another one started: it only reads, and reports to its parent.</summary>
    public bool IsReaderProcess { get; init; }

    /// <summary>The number of the first connection of this process.</summary>
    public int First { get; init; }

    /// <summary>Marks the messages of this run, so that those of another run are not counted.</summary>
    public int RunId { get; init; }

    public bool Publishes => PublishUrl is not null && !IsReaderProcess;

    /// <summary>How many publishes may wait for their acknowledgement on one publishing connection.</summary>
    public int Depth => InFlight > 0 ? InFlight : 16;
}
