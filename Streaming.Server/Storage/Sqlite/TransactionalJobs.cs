using Microsoft.Data.Sqlite;
using SQLitePCL;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Enqueues jobs inside your own transaction on the server's SQLite file: an order and its job are both stored, or neither is.
/// </summary>
/// <remarks>SQLite allows one writer at a time, so publishes wait while your transaction is open. Keep it short.</remarks>
public sealed class TransactionalJobs
{
    private readonly JobClient _jobs;
    private readonly JobWriter _writer;
    private readonly SqliteDatabase _database;

    internal TransactionalJobs(JobClient jobs, JobWriter writer, SqliteDatabase database) =>
        (_jobs, _writer, _database) = (jobs, writer, database);

    /// <summary>
    /// Opens a connection to the server's file, for your own tables in it. Dispose it after use. A commit on it fails
    /// (SQLITE_CONSTRAINT_COMMITHOOK) and is
    /// rolled back if the file was deleted or replaced since the server started.
    /// </summary>
    /// <exception cref="RefusalException">The file was deleted or replaced.</exception>
    public SqliteConnection OpenConnection()
    {
        var connection = _database.Open();
        raw.sqlite3_commit_hook(connection.Handle, _ => _database.Guard.IsIntact() ? 0 : 1, v: null);
        return connection;
    }

    /// <summary>
    /// Enqueues a job in a transaction. It can start after the commit, within <see cref="SqliteOptions.PollInterval"/>. A rollback discards
    /// it.
    /// </summary>
    /// <param name="transaction">A transaction on a connection to the server's file.</param>
    /// <param name="type">The type of the job.</param>
    /// <param name="arguments">The job's arguments.</param>
    /// <param name="options">The job's options, or null for the defaults.</param>
    /// <returns>The job's id. With a key that was used before, the id of the earlier job.</returns>
    /// <exception cref="RefusalException">
    /// The type is unknown, the arguments are not valid, an option is out of its range, the key was used for other arguments, or the file
    /// was deleted or replaced.
    /// </exception>
    public JobId Enqueue<TArguments>(SqliteTransaction transaction, string type, TArguments arguments, EnqueueOptions? options = null)
    {
        var connection = transaction.Connection ?? throw new InvalidOperationException("The transaction has ended already.");
        _database.Guard.Check();
        var job = _jobs.Prepare(type, JobJson.Write(arguments), options);
        using var topics = new SqliteWriter(connection);
        using var rows = new SqliteJobRows(connection, topics);
        var outcome = new JobTransaction(rows, _writer.Now()).Do(job);
        topics.SaveOffsets();
        return JobClient.JobOf(job, outcome).Id;
    }
}
