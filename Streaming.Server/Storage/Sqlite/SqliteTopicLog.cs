using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>The log in an SQLite file: one writing connection, used on the thread of whoever appends, and readers on threads of their own.</summary>
internal sealed partial class SqliteTopicLog(SqliteDatabase database, OwnTransactions ownMoves, IOptions<SqliteOptions> options, ILogger<SqliteTopicLog> logger)
    : ITopicLog, IAsyncDisposable
{
    private readonly Lock _writing = new();
    private readonly SqliteDiskReserve _reserve = new(database.Path);
    private SqliteConnection? _connection;
    private SqliteWriter? _writer;
    private SqliteThreadPool<SqliteReader>? _readers;
    private Action<SqliteReader>? _failedRead;

    /// <summary>The threads that read, and that do what else may block.</summary>
    internal SqliteThreadPool<SqliteReader> Workers => _readers ?? throw new InvalidOperationException("The log was not started.");

    private SqliteFileGuard Guard => database.Guard;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        database.Upgrade();
        _connection = database.Open();
        _writer = new SqliteWriter(_connection);
        Guard.Start(_connection, database.Path);
        _reserve.TryMake();
        _readers = new SqliteThreadPool<SqliteReader>("SQLite reader", options.Value.Readers, () => database.Open(), connection => new SqliteReader(connection));
        ownMoves.LastSeen = await _readers.RunAsync(reader => reader.LastTransaction(), cancellationToken);
    }

    public async ValueTask<LogState> GetStateAsync(TopicName topic, CancellationToken cancellationToken) =>
        await RunAsync(reader => reader.State(topic), cancellationToken);

    public async ValueTask<IReadOnlyList<(TopicName Topic, LogState State)>> ListAsync(TopicName? after, int limit, CancellationToken cancellationToken) =>
        await RunAsync(reader => reader.List(after, limit), cancellationToken);

    public ValueTask<AppendResult[]> AppendAsync(IReadOnlyList<AppendRequest> appends, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Transact((_, writer) => appends.Select(writer.Append).ToArray()));

    public async ValueTask<IReadOnlyList<Message>> ReadAsync(TopicName topic, long from, long through, PageSize page, CancellationToken cancellationToken) =>
        await RunAsync(reader => reader.Read(topic, from, through, page), cancellationToken);

    public async ValueTask<long> FindAsync(TopicName topic, DateTime time, CancellationToken cancellationToken) =>
        await RunAsync(reader => reader.FindTime(topic, time), cancellationToken);

    public async ValueTask<LogState> TrimAsync(TopicName topic, long before, CancellationToken cancellationToken)
    {
        var more = await RunAsync(_ => Delete(writer => writer.RaiseOldest(topic, before)), cancellationToken);
        while (more)
            more = await RunAsync(_ => Delete(writer => writer.DeleteTrimmed(topic)), cancellationToken);
        return await GetStateAsync(topic, cancellationToken);
    }

    public async ValueTask ForgetKeysAsync(DateTime time, CancellationToken cancellationToken) =>
        await RunAsync(_ => Delete(writer => writer.ForgetKeys(time)), cancellationToken);

    public async ValueTask CheckAsync(bool isWriting, CancellationToken cancellationToken)
    {
        var failed = _failedRead;
        await RunAsync(Look, cancellationToken);
        Interlocked.CompareExchange(ref _failedRead, null, failed);
        if (isWriting)
            await RunAsync(_ => Transact((_, writer) => writer.Probe()), cancellationToken);

        bool Look(SqliteReader reader)
        {
            Guard.Check();
            failed?.Invoke(reader);
            reader.List(after: null, 1);
            return true;
        }
    }

    /// <summary>Reads on a thread that may block; a failure is a refusal that says why.</summary>
    internal async Task<T> RunAsync<T>(Func<SqliteReader, T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await Workers.RunAsync(Read, cancellationToken);
        }
        catch (Exception e) when (SqliteFailure.IsOfFile(e))
        {
            LogReadFailed(e);
            // The health check reads it again: while that fails, the server is not ready.
            Volatile.Write(ref _failedRead, reader => work(reader));
            throw SqliteFailure.OfRead(e);
        }

        T Read(SqliteReader reader)
        {
            Guard.ThrowIfLost();
            return work(reader);
        }
    }

    /// <summary>Does work of any port of this store in one transaction of the writing connection, on the thread of the caller.</summary>
    internal T Transact<T>(Func<SqliteConnection, SqliteWriter, T> work) =>
        Write(writer => writer.Transact(ownMoves, () => work(_connection!, writer)), SqliteFailure.OfWrite);

    /// <summary>The same for work that deletes, and so makes room: it is done even where the disk is full, if that is possible at all.</summary>
    internal T TransactDelete<T>(Func<SqliteConnection, SqliteWriter, T> work) =>
        Write(writer => _reserve.MakeRoom(_connection!, () => writer.Transact(ownMoves, () => work(_connection!, writer))), SqliteFailure.OfWrite);

    /// <summary>Does something with the writing connection while nobody else does, outside a transaction.</summary>
    internal T RunExclusive<T>(Func<SqliteConnection, T> work) => Write(_ => work(_connection!), SqliteFailure.OfStatement);

    public async ValueTask DisposeAsync()
    {
        if (_readers is not null)
            await _readers.DisposeAsync();
        lock (_writing)
        {
            _writer?.Dispose();
            _connection?.Dispose();
        }
    }

    // One connection writes, and what it writes comes one after another: SQLite has one writer, and a second one would only wait for it by polling.
    private T Write<T>(Func<SqliteWriter, T> write, Func<SqliteException, RefusalException> refuse)
    {
        lock (_writing)
        {
            Guard.ThrowIfLost();
            try
            {
                var result = write(_writer ?? throw new InvalidOperationException("The log was not started."));
                // Compared before anything is acknowledged: about five microseconds a transaction, which many publishes share.
                Guard.CheckCommitted();
                return result;
            }
            catch (SqliteException e)
            {
                throw refuse(e);
            }
        }
    }

    private T Delete<T>(Func<SqliteWriter, T> delete) => Write(writer => _reserve.MakeRoom(_connection!, () => delete(writer)), SqliteFailure.OfStatement);

    [LoggerMessage(1, LogLevel.Error, "Failed to read the database file.")]
    private partial void LogReadFailed(Exception exception);
}
