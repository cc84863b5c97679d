using Microsoft.Extensions.Options;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Http;

namespace Streaming.Server.Hosting;

/// <summary>
/// Sends the clients of this node to other nodes if it has not reached the store for <see cref="ClusterOptions.LeaveAfter"/>: closes their
/// streams and refuses new ones, until the store answers again. A node without others keeps its streams.
/// </summary>
internal sealed partial class NodeDeparture(
    INodeRegistry nodes, StreamLifetime lifetime, IOptions<ClusterOptions> options, ILogger<NodeDeparture> logger)
    : BackgroundService
{
    private const int ChecksBeforeLeaving = 20;

    // The store is asked every second, so a shorter silence is none.
    private static readonly TimeSpan s_answered = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_shortestInterval = TimeSpan.FromMilliseconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.LeaveAfter == TimeSpan.Zero)
            return;
        // Real time, and not the clock of tests, since the store is another process.
        var interval = options.Value.LeaveAfter / ChecksBeforeLeaving;
        using var timer = new PeriodicTimer(interval < s_shortestInterval ? s_shortestInterval : interval, TimeProvider.System);
        try
        {
            // A process that was suspended has not asked the store meanwhile. So the silence also has to last for some checks.
            for (var silentChecks = 0; await timer.WaitForNextTickAsync(stoppingToken);)
            {
                silentChecks = nodes.StoreSilence < s_answered ? 0 : silentChecks + 1;
                if (silentChecks >= ChecksBeforeLeaving / 2 && nodes.StoreSilence >= options.Value.LeaveAfter && nodes.Count > 1)
                    await LeaveAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server is stopping, which ends the streams too.
        }
    }

    private async Task LeaveAsync(CancellationToken stoppingToken)
    {
        LogLeaving((int)options.Value.LeaveAfter.TotalSeconds);
        using var returned = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var closing = lifetime.LeaveAsync(options.Value.LeaveAfter / 2, TimeProvider.System, returned.Token);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        while (nodes.StoreSilence >= s_answered)
            await timer.WaitForNextTickAsync(stoppingToken);
        await returned.CancelAsync();
        await closing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lifetime.Return();
        LogReturned();
    }

    [LoggerMessage(1, LogLevel.Error,
        "Failed to reach the store for {Seconds} s: closing all streams, so that their clients connect to other nodes.")]
    private partial void LogLeaving(int seconds);

    [LoggerMessage(2, LogLevel.Information, "The store answers again; accepting streams.")]
    private partial void LogReturned();
}
