using Npgsql;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Deletes old rows of the commit log: on one node, which has the lease for it.</summary>
internal sealed partial class PostgresqlCleaner(PostgresqlDatabase database, ILogger<PostgresqlCleaner> logger) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(3);

    private readonly string _holder = Guid.NewGuid().ToString("N");

    /// <summary>Deletes old rows if this node has or gets the lease.</summary>
    /// <returns>Whether it has the lease.</returns>
    public async Task<bool> CleanAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var lease = new NpgsqlCommand("SELECT streaming.lease_v1('commits', $1, $2)", connection)
        {
            Parameters = { Parameters.Text(_holder), new NpgsqlParameter<TimeSpan> { TypedValue = s_lease } },
        };
        if (await lease.ExecuteScalarAsync(cancellationToken) is not true)
            return false;
        await using var delete = new NpgsqlCommand("SELECT streaming.delete_commits_v1()", connection);
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
