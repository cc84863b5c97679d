using Npgsql;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Describes a transaction that <see cref="PostgresqlWriter"/> commits. All SQL statements of the transaction are sent to the database
/// together, so that it holds no lock while it waits for this process.
/// </summary>
/// <typeparam name="T">The type of the result of the transaction.</typeparam>
internal interface IPostgresqlCommit<T>
{
    /// <summary>
    /// Reads the rows on which the transaction depends, before the transaction begins. Called again before each further attempt of the
    /// transaction.
    /// </summary>
    ValueTask PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken);

    /// <summary>Whether the transaction has anything to commit. The value is valid after a call of <see cref="PrepareAsync"/>.</summary>
    bool IsNeeded => true;

    /// <summary>The result if no transaction is needed (<see cref="IsNeeded"/> is false), so that none is committed.</summary>
    T Unchanged => throw new NotSupportedException();

    /// <summary>
    /// Adds the SQL statements of the transaction. One of them inserts a row with the number of the commit into the table <c>commits</c>.
    /// </summary>
    void Build(NpgsqlBatch batch, CommitNumber number);

    /// <summary>Reads the results of all SQL statements, and returns the result of the transaction.</summary>
    ValueTask<T> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken);

    /// <summary>Creates the result of a transaction that was committed although the connection broke before the results arrived.</summary>
    /// <param name="committed">The row that the transaction has inserted into the table <c>commits</c>.</param>
    T RecoverResult(CommittedTopics committed);

    /// <summary>
    /// Creates the result of a transaction that was committed although the connection broke before the results arrived. Override this
    /// method if a part of the result must be read from the database.
    /// </summary>
    ValueTask<T> RecoverResultAsync(NpgsqlConnection connection, CommittedTopics committed, CancellationToken cancellationToken) =>
        ValueTask.FromResult(RecoverResult(committed));

    /// <summary>
    /// Returns whether an error means that rows which <see cref="PrepareAsync"/> has read were changed meanwhile. The transaction must then
    /// be prepared again.
    /// </summary>
    bool IsStale(PostgresException error);

    /// <summary>Creates the announcement from which other nodes (server processes) learn of the commit.</summary>
    /// <param name="number">The number of the commit.</param>
    /// <param name="result">The result of the transaction.</param>
    /// <returns>The announcement, or null if the commit appended no messages.</returns>
    CommitAnnouncement? Announce(CommitNumber number, T result);
}
