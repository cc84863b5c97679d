using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Jobs.Queue;

/// <summary>Checks at start that jobs which run here can write their files, so that no export fails for it later.</summary>
internal sealed class JobFilesCheck(JobFiles files, IOptions<JobOptions> options, IConfiguration configuration) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A server that keeps nothing on the disk may run where nothing can be written.
        var isInMemory = string.Equals(configuration["Storage:Provider"], "memory", StringComparison.OrdinalIgnoreCase) && string.IsNullOrEmpty(options.Value.Files);
        if (options.Value.Concurrency > 0 && !isInMemory)
            DataFolder.RequireWritable(files.Folder, "Jobs:Files");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
