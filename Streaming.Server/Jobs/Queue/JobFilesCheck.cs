using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Checks at startup that jobs can write their files, so that a missing permission does not first appear when a job fails.
/// </summary>
internal sealed class JobFilesCheck(JobFolder folder, IOptions<JobOptions> options, IConfiguration configuration) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // With the memory store, the server does not check that it can write files, since it may then run on a read-only file system.
        var isInMemory = string.Equals(configuration["Storage:Provider"], "memory", StringComparison.OrdinalIgnoreCase)
            && string.IsNullOrEmpty(options.Value.Files);
        if (options.Value.Concurrency > 0 && !isInMemory)
            DataFolder.RequireWritable(folder.Folder, "Jobs:Files");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
