using Microsoft.Data.Sqlite;
using SQLitePCL;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Enqueues jobs inside a transaction of your own on the server's SQLite file: an order and the job that follows from it are both there, or neither is.
/// </summary>
/// <remarks>SQLite has one writer at a time, so while your transaction is open, publishes wait for it: keep it short.</remarks>
public sealed class TransactionalJobs
{
    private readonly JobClient _jobs;
    private readonly JobWriter _writer;
    private readonly SqliteDatabase _database;

    internal TransactionalJobs(JobClient jobs, JobWriter writer, SqliteDatabase database) => (_jobs, _writer, _database) = (jobs, writer, database);

    /// <summary>
    /// Opens a connection to the server's file, for tables of your own in it. Dispose of it. A commit on it fails (SQLITE_CONSTRAINT_COMMITHOOK) and is
    /// rolled back if the file was deleted or replaced since the server started.
    /// </summary>
    /// <exception cref="RefusalException">The file was deleted or replaced.</exception>
    public SqliteConnection OpenConnection()
    {
        var connection = _database.Open();
        raw.sqlite3_commit_hook(connection.Handle, _ => _database.Guard.IsIntact() ? 0 : 1, v: null);
        return connection;
    }

    /// <summary>Enqueues a job in a transaction. It starts within the time of <see cref="SqliteOptions.PollInterval"/> after the commit; after a rollback it never was.</summary>
    /// <param name="transaction">A transaction on a connection to the server's file.</param>
    /// <param name="type">The type of the job.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="options">What else there is to say.</param>
    /// <returns>Its id; with a key that was used before, the id of the job it made then.</returns>
    /// <exception cref="RefusalException">
    /// The type is not known, the arguments do not fit, an option is out of its range, the key was used for other arguments, or the server's file was deleted or replaced.
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
