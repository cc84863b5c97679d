using Microsoft.Extensions.Options;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Http;

namespace Streaming.Server.Hosting;

/// <summary>
/// Sends the clients of this node (server process) to other nodes if the store has not answered this node for
/// <see cref="ClusterOptions.LeaveAfter"/>. To do so, closes the streams of the clients and refuses new streams, until the store answers
/// again. A node that is the only one keeps its streams.
/// </summary>
internal sealed partial class NodeDeparture(
    INodeRegistry nodes, StreamLifetime lifetime, IOptions<ClusterOptions> options, ILogger<NodeDeparture> logger)
    : BackgroundService
{
    private const int ChecksBeforeLeaving = 20;

    // The node sends a request to the store every second. So the store counts as reachable if its last answer is not older than this time.
    private static readonly TimeSpan s_answered = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_shortestInterval = TimeSpan.FromMilliseconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.LeaveAfter == TimeSpan.Zero)
            return;
        // The timer uses real time and not the fake clock of tests, because the store is another process.
        var interval = options.Value.LeaveAfter / ChecksBeforeLeaving;
        using var timer = new PeriodicTimer(interval < s_shortestInterval ? s_shortestInterval : interval, TimeProvider.System);
        try
        {
            // A process that was suspended has sent no requests to the store meanwhile, so the age of the last answer alone proves nothing.
            // Therefore the node sends its clients away only if the store did not answer during several checks.
            for (var silentChecks = 0; await timer.WaitForNextTickAsync(stoppingToken);)
            {
                silentChecks = nodes.StoreSilence < s_answered ? 0 : silentChecks + 1;
                if (silentChecks >= ChecksBeforeLeaving / 2 && nodes.StoreSilence >= options.Value.LeaveAfter && nodes.Count > 1)
                    await LeaveAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server is stopping, and the streams end for this reason.
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
        "Failed to reach the store for {Seconds} s; closing all streams, so that the clients connect to other nodes.")]
    private partial void LogLeaving(int seconds);

    [LoggerMessage(2, LogLevel.Information, "Reached the store again; accepting new streams.")]
    private partial void LogReturned();
}
