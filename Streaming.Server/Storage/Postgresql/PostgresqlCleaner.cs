using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Deletes old rows of the commit log: on one node, which has the lease for it.</summary>
internal sealed partial class PostgresqlCleaner(PostgresqlDatabase database, ILeases leases, ILogger<PostgresqlCleaner> logger)
    : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);
    /// <summary>Deletes old rows if this node has the lease for maintenance.</summary>
    /// <returns>Whether it has the lease.</returns>
    public async Task<bool> CleanAsync(CancellationToken cancellationToken)
    {
        if (!leases.IsHeld(NodeLease.Maintenance))
            return false;
        await using var delete = database.Source.CreateCommand("SELECT streaming.delete_commits_v1()");
        await delete.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(s_interval, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await CleanAsync(stoppingToken);
            }
            catch (Exception e) when (PostgresqlFailure.IsOfDatabase(e) || stoppingToken.IsCancellationRequested)
            {
                if (!stoppingToken.IsCancellationRequested)
                    LogFailed(e.Message);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to delete old rows of the commit log: {Problem} Trying again in a minute.")]
    private partial void LogFailed(string problem);
}
