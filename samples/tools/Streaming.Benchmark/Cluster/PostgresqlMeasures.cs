using System.Globalization;
using Npgsql;

namespace Streaming.Benchmark.Cluster;

/// <summary>What the benchmarks read from a PostgreSQL server and change in it.</summary>
internal static class PostgresqlMeasures
{
    private static int s_databases;

    /// <summary>Returns the first value of a query's result, which is a number.</summary>
    public static async Task<long> CountAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = await PostgresqlProcess.OpenAsync(connectionString, cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    extension(PostgresqlProcess postgresql)
    {
        /// <summary>Creates an empty database, and returns its connection string.</summary>
        public Task<string> CreateDatabaseAsync(CancellationToken cancellationToken) =>
            postgresql.CreateDatabaseAsync($"bench_{Interlocked.Increment(ref s_databases)}", cancellationToken);

        /// <summary>
        /// Makes each flush to the disk take longer: the PostgreSQL process that flushes waits first, while it holds the lock.
        /// </summary>
        public async Task DelayFlushesAsync(TimeSpan delay, CancellationToken cancellationToken)
        {
            await postgresql.RunAsync(
                string.Create(CultureInfo.InvariantCulture, $"ALTER SYSTEM SET commit_delay = {delay.TotalMicroseconds:0}"),
                cancellationToken);
            await postgresql.RunAsync("ALTER SYSTEM SET commit_siblings = 0", cancellationToken);
            await postgresql.RunAsync("SELECT pg_reload_conf()", cancellationToken);
        }

        /// <summary>
        /// The processor time that all processes of the server have used so far, in seconds, including processes that have ended.
        /// </summary>
        public double ProcessorSeconds() => ProcessorTime.OfTree(postgresql.ServerId);
    }
}
