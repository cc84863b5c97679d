using Microsoft.Extensions.Options;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs.Queue;

/// <summary>Forgets jobs that ended longer ago than they are kept, with their topics, keys and files.</summary>
internal sealed partial class JobRetention(IJobQueue queue, JobFiles files, IOptions<JobOptions> options, TimeProvider time, ILogger<JobRetention> logger) : BackgroundService
{
    private static readonly TimeSpan s_mostSeldom = TimeSpan.FromMinutes(1);

    /// <summary>Forgets everything that is due to be forgotten.</summary>
    /// <returns>How many jobs and files.</returns>
    public async Task<(int Jobs, int Files)> ForgetAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var jobs = 0;
        for (var step = 1; step > 0; jobs += step)
            step = await queue.ForgetAsync(now - options.Value.KeepFor, now - AppendRequest.IdempotencyWindow, cancellationToken);
        return (jobs, files.DeleteOlder(now - options.Value.KeepFor));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var often = options.Value.KeepFor / 4;
        using var timer = new PeriodicTimer(often < s_mostSeldom ? often : s_mostSeldom, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ForgetAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Old jobs could not be forgotten; it is tried again.")]
    private partial void LogFailed(Exception exception);
}
