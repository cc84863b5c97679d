using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Hosting;

/// <summary>
/// When the server or a worker has started, logs the folder of the data. A process that is started in another folder by mistake opens
/// another store, and this message shows it.
/// </summary>
internal sealed partial class StartupDataLog(
    IConfiguration configuration, DataFolder data, IHostApplicationLifetime lifetime, ILogger<StartupDataLog> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // If the store is in PostgreSQL or in memory, the process has no data in this folder.
        if (configuration["Storage:Provider"] is null or "" or "sqlite")
            lifetime.ApplicationStarted.Register(() => LogFolder(data.Path));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Information, "Opened the data in the folder {Folder}")]
    private partial void LogFolder(string folder);
}
