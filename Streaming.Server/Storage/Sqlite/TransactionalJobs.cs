using Microsoft.Data.Sqlite;
using SQLitePCL;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Enqueues jobs inside your own transaction on the server's SQLite file: the commit stores both your rows (such as an order) and the job,
/// and a rollback discards both.
/// </summary>
/// <remarks>SQLite allows one writer at a time, so publishes wait while your transaction is open. Keep the transaction short.</remarks>
public sealed class TransactionalJobs
{
    private readonly JobClient _jobs;
    private readonly JobWriter _writer;
    private readonly SqliteDatabase _database;

    internal TransactionalJobs(JobClient jobs, JobWriter writer, SqliteDatabase database) =>
        (_jobs, _writer, _database) = (jobs, writer, database);

    /// <summary>
    /// Opens a connection to the server's SQLite file, for your own tables in it. Dispose the connection after use. If the file was deleted
    /// or replaced since the server started, a commit on this connection fails (SQLITE_CONSTRAINT_COMMITHOOK) and is rolled back.
    /// </summary>
    /// <exception cref="RefusalException">The server's SQLite file was deleted or replaced.</exception>
    public SqliteConnection OpenConnection()
    {
        var connection = _database.Open();
        raw.sqlite3_commit_hook(connection.Handle, _ => _database.Guard.AreFilesUnchanged() ? 0 : 1, v: null);
        return connection;
    }

    /// <summary>
    /// Enqueues a job in a transaction. After the commit, a worker starts the job within <see cref="SqliteOptions.PollInterval"/>; a
    /// rollback discards the job.
    /// </summary>
    /// <param name="transaction">The transaction, on a connection to the server's SQLite file.</param>
    /// <param name="type">The type of the job, which selects its handler.</param>
    /// <param name="arguments">The arguments of the job, which are stored as JSON.</param>
    /// <param name="options">The options of the job, or null for the default options.</param>
    /// <returns>The id of the new job, or of the earlier job if <paramref name="options"/> has a key that was used before.</returns>
    /// <exception cref="RefusalException">
    /// The type is unknown, the arguments are not valid, an option is out of its range, the key was used before with other arguments, or
    /// the file was deleted or replaced.
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

    /// <summary>
    /// Enqueues a job in a transaction. The type of the job is found by the class of its arguments, as in <see cref="JobClient"/>.
    /// </summary>
    /// <inheritdoc cref="Enqueue{TArguments}(SqliteTransaction, string, TArguments, EnqueueOptions?)"/>
    public JobId Enqueue<TArguments>(SqliteTransaction transaction, TArguments arguments, EnqueueOptions? options = null) =>
        Enqueue(transaction, _jobs.TypeOf<TArguments>(), arguments, options);
}
