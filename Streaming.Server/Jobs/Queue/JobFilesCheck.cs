using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Checks at startup that jobs can write their files. Without this check, a missing permission would be noticed only when a job fails.
/// </summary>
internal sealed class JobFilesCheck(JobFolder folder, IOptions<JobOptions> options, IConfiguration configuration) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The folder is not checked if the store is in memory and no folder is configured, because such a server may run on a read-only
        // file system.
        var isInMemory = string.Equals(configuration["Storage:Provider"], "memory", StringComparison.OrdinalIgnoreCase)
            && string.IsNullOrEmpty(options.Value.Files);
        if (options.Value.Concurrency > 0 && !isInMemory)
            DataFolder.RequireWritable(folder.Folder, "Jobs:Files");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
