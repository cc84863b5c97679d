using Npgsql;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Storage.Postgresql;

namespace Streaming.Server.Storage.Migration;

/// <summary>
/// Asks PostgreSQL, over a new connection, whether a transaction was committed, after the connection of the transaction ended during the
/// commit.
/// </summary>
/// <param name="connectionString">The connection string of the database.</param>
/// <param name="transaction">The id of the transaction, a number.</param>
/// <param name="time">The clock.</param>
internal sealed class CommitOutcome(string connectionString, string transaction, TimeProvider time)
{
    private const int Attempts = 10;

    private static readonly TimeSpan s_betweenAttempts = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Returns whether the transaction was committed. Waits some ten seconds at most for the database and for the end of the commit.
    /// </summary>
    /// <param name="failure">Why the commit failed, for the error message.</param>
    /// <param name="cancellationToken">Ends the wait, as if the outcome were unknown.</param>
    /// <exception cref="StartException">The outcome is unknown.</exception>
    public async Task<bool> IsCommittedAsync(Exception failure, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt < Attempts && !cancellationToken.IsCancellationRequested; attempt++)
        {
            if (await TryReadAsync() is { } status and not "in progress")
                return status == "committed";
            await Task.Delay(s_betweenAttempts, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        throw new StartException("The connection to PostgreSQL ended during the commit, so the database has either everything or nothing " +
            "of the file. Start a server on it to see which, or copy again with --replace; the file is unchanged.", failure);
    }

    // Null if the database cannot be asked now.
    private async Task<string?> TryReadAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(CancellationToken.None);
            await using var command = new NpgsqlCommand($"SELECT pg_xact_status('{transaction}'::xid8)", connection);
            return await command.ReadValueAsync(CancellationToken.None) as string;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }
}
