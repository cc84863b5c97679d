using Streaming.Server.Core.Concurrency;
using Streaming.Server.Http;

namespace Streaming.Server.Hosting;

/// <summary>
/// Returns unused memory to the operating system when the server has become quiet after a load. By itself, the runtime keeps most of the
/// memory of a load as long as nothing else happens, because only a collection returns memory, and a quiet process has none. The start
/// counts as a load.
/// </summary>
/// <remarks>
/// The collection pauses all threads, for about 1 ms for each MB of live objects. So it runs only in quiet periods
/// (<see cref="QuietPeriod"/>), at most twice in each. Only the server's own program uses this class: the memory of another process belongs
/// to the hosting application.
/// </remarks>
internal sealed class MemoryReturn(TimeProvider time, LastResortHandler lastResort) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);

    // The first intervals are short, so that a new server soon returns the memory that only its start used.
    private static readonly TimeSpan s_startInterval = TimeSpan.FromSeconds(1);
    private const int StartIntervals = 10;

    private readonly QuietPeriod _quiet = new();
    private IReadOnlySet<(ulong Address, ulong Length)>? _pages;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_startInterval, time);
        try
        {
            for (var intervals = 1; await timer.WaitForNextTickAsync(stoppingToken); intervals++)
            {
                lastResort.Run("returning unused memory", static self => self.ReturnIfDue(), this);
                if (intervals == StartIntervals)
                    timer.Period = s_interval;
            }
        }
        catch (OperationCanceledException)
        {
            // The host is stopping.
        }
    }

    private void ReturnIfDue()
    {
        if (_pages is { } found)
            ProgramPages.Unmap(found);
        _pages = null;
        if (!_quiet.IsReturnDue(GC.GetTotalAllocatedBytes()))
            return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeMemory.ReturnFreed();
        _pages = ProgramPages.FindUnchanged();
    }
}
