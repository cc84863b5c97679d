using Microsoft.Extensions.Options;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Deletes jobs when <see cref="JobOptions.KeepFor"/> has passed since their end, with their topics, idempotency keys and files. Of the
/// nodes that share a store, only one deletes jobs.
/// </summary>
internal sealed partial class JobRetention(
    IJobQueue queue, JobFiles files, JobClock clock, ILeases leases, IOptions<JobOptions> options, ILogger<JobRetention> logger)
    : BackgroundService
{
    private static readonly TimeSpan s_maxInterval = TimeSpan.FromMinutes(1);

    /// <summary>Deletes all ended jobs, and all job files, that are older than <see cref="JobOptions.KeepFor"/>.</summary>
    /// <returns>The number of deleted jobs and the number of deleted files.</returns>
    public async Task<(int Jobs, int Files)> DeleteOldAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var jobs = 0;
        for (var deleted = 1; deleted > 0; jobs += deleted)
            deleted = await queue.DeleteOldAsync(now - options.Value.KeepFor, now - AppendRequest.IdempotencyWindow, cancellationToken);
        return (jobs, await files.DeleteOlderAsync(now - options.Value.KeepFor, cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = options.Value.KeepFor / 4;
        using var timer = clock.Every(interval < s_maxInterval ? interval : s_maxInterval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (leases.IsHeld(NodeLease.Maintenance))
                    await DeleteOldAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Failed to delete old jobs; the next attempt follows at the next interval.")]
    private partial void LogFailed(Exception exception);
}
