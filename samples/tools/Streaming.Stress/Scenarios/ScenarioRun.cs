using System.Diagnostics;
using Streaming.Stress.Ledgers;
using Streaming.Stress.Options;
using Streaming.Stress.Report;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Scenarios;

/// <summary>Seed, limits, servers, ledger and result of one run of a scenario.</summary>
internal sealed class ScenarioRun : IAsyncDisposable
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly StressOptions _options;
    private int _randoms;
    private long _begun;

    public ScenarioRun(string scenario, StressOptions options, string program)
    {
        _options = options;
        Result = new ScenarioResult(scenario, options.Seed);
        Servers = new ServerFactory(program, options.Store);
        Ledger = new Ledger(Result);
    }

    /// <summary>Starts the servers of this run, and ends them.</summary>
    public ServerFactory Servers { get; }

    /// <summary>The record of all publishes and deliveries of this run.</summary>
    public Ledger Ledger { get; }

    /// <summary>The checks and numbers of this run.</summary>
    public ScenarioResult Result { get; }

    /// <summary>The store of the command line.</summary>
    public Store Store => _options.Store;

    /// <summary>The time since the begin of the run.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    /// <summary>Returns the number of kills of the command line, or the scenario's default.</summary>
    public int Kills(int standard) => _options.Kills ?? standard;

    /// <summary>Returns the duration of the command line, or the scenario's default.</summary>
    public TimeSpan Duration(TimeSpan standard) => _options.Minutes is { } minutes ? TimeSpan.FromMinutes(minutes) : standard;

    /// <summary>
    /// Returns whether the duration has passed (that of the command line, or the scenario's default). The first call starts the time, so
    /// that the start of servers does not count.
    /// </summary>
    public bool IsOver(TimeSpan standard)
    {
        if (_begun == 0)
            _begun = Stopwatch.GetTimestamp();
        return Stopwatch.GetElapsedTime(_begun) > Duration(standard);
    }

    /// <summary>
    /// Returns a source of random decisions that depends on the seed, the scenario and the number of earlier calls. Each concurrent part
    /// of a scenario needs its own.
    /// </summary>
    public Random NewRandom()
    {
        var hash = (uint)_options.Seed;
        foreach (var character in Result.Scenario)
            hash = (hash ^ character) * 16_777_619;
        return new Random((int)((hash ^ (uint)Interlocked.Increment(ref _randoms)) * 16_777_619));
    }

    /// <summary>Waits until a condition holds. Returns false if it does not hold in time.</summary>
    public static async Task<bool> BecomesAsync(Func<Task<bool>> condition, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(50, cancellationToken))
        {
            if (await condition())
                return true;
            if (Stopwatch.GetElapsedTime(started) > patience)
                return false;
        }
    }

    public ValueTask DisposeAsync() => Servers.DisposeAsync();
}
