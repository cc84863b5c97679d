using Microsoft.Extensions.Options;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Deletes jobs, with their topics, idempotency keys and files, a certain time after their end. The time is
/// <see cref="JobTypeOptions.KeepFor"/> of their type, or <see cref="JobOptions.KeepFor"/> if the type sets none. Only one of the nodes
/// (server processes) that share a store deletes jobs.
/// </summary>
internal sealed partial class JobRetention(
    IJobQueue queue, JobFiles files, JobTypeRegistry types, JobClock clock, ILeases leases, IOptions<JobOptions> options,
    ILogger<JobRetention> logger) : BackgroundService
{
    private static readonly TimeSpan s_maxInterval = TimeSpan.FromMinutes(1);

    // The time for which ended jobs are kept, for each job type that sets this time.
    private readonly Dictionary<string, TimeSpan> _ownTimes = types.All.Where(type => type.Options.KeepFor is not null)
        .ToDictionary(type => type.Name, type => type.Options.KeepFor!.Value, StringComparer.Ordinal);

    /// <summary>
    /// Deletes all jobs that ended so long ago that they are no longer kept, and their files. The type of a job determines how long it is
    /// kept after its end.
    /// </summary>
    /// <returns>The number of deleted jobs and the number of deleted files.</returns>
    public async Task<(int Jobs, int Files)> DeleteOldAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var cutoffs = new JobCutoffs(now - options.Value.KeepFor)
        {
            ByType = _ownTimes.ToDictionary(pair => pair.Key, pair => now - pair.Value, StringComparer.Ordinal),
        };
        var (jobs, deletedFiles) = (new List<JobId>(), 0);
        try
        {
            while (await queue.DeleteOldAsync(cutoffs, now - AppendRequest.IdempotencyWindow, cancellationToken) is { Count: > 0 } deleted)
                jobs.AddRange(deleted);
        }
        finally
        {
            // If jobs of all types are kept for the same time, their files are deleted below, by the age of the files.
            if (_ownTimes.Count > 0 && jobs.Count > 0)
                deletedFiles += await files.DeleteOfAsync(jobs, cancellationToken);
        }

        return (jobs.Count, deletedFiles + await files.DeleteOlderAsync(cutoffs.Earliest, cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = _ownTimes.Values.Append(options.Value.KeepFor).Min() / 4;
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
