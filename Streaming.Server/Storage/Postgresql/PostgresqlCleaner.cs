using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Deletes old rows of the commit log (the table of all nodes' commits) every minute. Only the node that holds the maintenance lease (the
/// right to do this work for all nodes) does so.
/// </summary>
internal sealed partial class PostgresqlCleaner(PostgresqlDatabase database, ILeases leases, ILogger<PostgresqlCleaner> logger)
    : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);
    /// <summary>
    /// Deletes old rows of the commit log (the table of all nodes' commits) if this node holds the maintenance lease (the right to do this
    /// work for all nodes).
    /// </summary>
    /// <returns>True if this node holds the maintenance lease (the right to do this work for all nodes).</returns>
    public async Task<bool> CleanAsync(CancellationToken cancellationToken)
    {
        if (!leases.IsHeld(NodeLease.Maintenance))
            return false;
        await using var delete = database.Source.CreateCommand(
            "SELECT streaming.delete_commits_v1(), streaming_memory.delete_commits_v1(), streaming.delete_rates_v1()");
        await delete.ExecuteNonQueryAsync(CancellationToken.None);
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
            catch (Exception e) when (PostgresqlFailure.IsDatabaseError(e) || stoppingToken.IsCancellationRequested)
            {
                if (!stoppingToken.IsCancellationRequested)
                    LogFailed(e.Message);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to delete old rows of the commit log: {Problem} Trying again in a minute.")]
    private partial void LogFailed(string problem);
}
