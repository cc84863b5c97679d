using Streaming.LoadTest.Options;
using Streaming.LoadTest.Runs;

namespace Streaming.LoadTest.Processes;

/// <summary>Starts and controls the child processes that subscribe.</summary>
internal sealed class ReaderProcesses : IDisposable
{
    private readonly List<ReaderProcess> _processes = [];

    public ReaderProcesses(LoadTestOptions options)
    {
        var first = 0;
        for (var i = 0; i < options.Processes; i++)
        {
            var (connections, stall) = (Share(options.Connections, i, options.Processes), Share(options.Stall, i, options.Processes));
            if (connections + stall > 0)
                _processes.Add(new ReaderProcess(
                    options with { Connections = connections, Stall = stall, First = first, Ramp = options.Ramp / options.Processes }));
            first += connections + stall;
        }
    }

    public bool AreReady => _processes.TrueForAll(process => process.IsReady);
    public bool AreDone => _processes.TrueForAll(process => process.Result is not null);
    public int Open => _processes.Sum(process => process.Open);
    public int Failed => _processes.Sum(process => process.Failed);
    public long Delivered => _processes.Sum(process => process.Delivered);
    public IReadOnlyList<ReadResult> Results => [.. _processes.Select(process => process.Result!)];

    public void Finish(long published)
    {
        foreach (var process in _processes)
            process.Finish(published);
    }

    public void Dispose()
    {
        foreach (var process in _processes)
            process.Dispose();
    }

    private static int Share(int all, int i, int parts) => all / parts + (i < all % parts ? 1 : 0);
}
