using Npgsql;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// A transaction that appends messages, in one round trip: all its statements are sent together, so that no lock is held while this
/// process does not run. A <see cref="PostgresqlWriter"/> commits it.
/// </summary>
/// <typeparam name="T">The result.</typeparam>
internal interface IPostgresqlCommit<T>
{
    /// <summary>Reads what the transaction depends on, outside of it. Called before each attempt.</summary>
    ValueTask PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken);

    /// <summary>Whether there is something to commit, after <see cref="PrepareAsync"/>.</summary>
    bool IsNeeded => true;

    /// <summary>The result without a commit, if none is needed.</summary>
    T Unchanged => throw new NotSupportedException();

    /// <summary>
    /// Adds the statements. They run in one transaction, and one of them inserts the row of <c>commits</c> for the number.
    /// </summary>
    void Build(NpgsqlBatch batch, CommitNumber number);

    /// <summary>Reads the results of all statements.</summary>
    ValueTask<T> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken);

    /// <summary>Creates the result of a transaction that was committed, but whose answer was lost.</summary>
    /// <param name="committed">Its row of <c>commits</c>.</param>
    T Settle(CommittedTopics committed);

    /// <summary>The same for a commit that has to read its result.</summary>
    ValueTask<T> SettleAsync(NpgsqlConnection connection, CommittedTopics committed, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Settle(committed));

    /// <summary>Whether what <see cref="PrepareAsync"/> has read has changed since, so that it has to be read again.</summary>
    bool IsStale(PostgresException error);

    /// <summary>The announcement of the commit to other nodes.</summary>
    /// <param name="number">The number.</param>
    /// <param name="result">The result.</param>
    /// <returns>Null if it appended nothing.</returns>
    CommitAnnouncement? Announce(CommitNumber number, T result);
}
