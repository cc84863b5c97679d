using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Text;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Stores the messages of topics in an SQLite file. One connection writes, on the thread that appends messages. The other connections read,
/// each on a dedicated thread.
/// </summary>
internal sealed partial class SqliteTopicLog(
    SqliteDatabase database, OwnTransactions ownTransactions, IOptions<SqliteOptions> options, TimeProvider time,
    ILogger<SqliteTopicLog> logger) : ITopicLog, IAsyncDisposable
{
    private readonly Lock _writing = new();
    private readonly SqliteDiskReserve _reserve = new(database.Path);
    private SqliteConnection? _connection;
    private SqliteWriter? _writer;
    private SqliteThreadPool<SqliteReader>? _threads;
    private Action<SqliteReader>? _failedRead;

    /// <summary>The dedicated threads that run reads and all other blocking calls of SQLite.</summary>
    internal SqliteThreadPool<SqliteReader> Threads => _threads ?? throw new InvalidOperationException("The log was not started.");

    private SqliteFileGuard Guard => database.Guard;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        database.Upgrade();
        _connection = database.Open();
        _writer = new SqliteWriter(_connection);
        Guard.Start(_connection, database.Path);
        _reserve.TryCreate();
        _threads = new SqliteThreadPool<SqliteReader>(
            "SQLite reader", options.Value.Readers, () => database.Open(mappedBytes: options.Value.MappedBytes),
            connection => new SqliteReader(connection));
        ownTransactions.LastSeen = await _threads.RunAsync(reader => reader.LastTransaction(), cancellationToken);
    }

    public async ValueTask<LogState> GetStateAsync(TopicName topic, CancellationToken cancellationToken) =>
        await RunAsync(reader => reader.State(topic), cancellationToken);

    public async ValueTask<IReadOnlyList<(TopicName Topic, LogState State)>> ListAsync(
        TopicName? after, int limit, CancellationToken cancellationToken) =>
        await RunAsync(reader => reader.List(after, limit), cancellationToken);

    public ValueTask<AppendResult[]> AppendAsync(IReadOnlyList<AppendRequest> appends, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Transact((_, writer) => appends.Select(writer.Append).ToArray()));

    public async ValueTask<IReadOnlyList<Message>> ReadAsync(
        TopicName topic, long from, long through, PageSize page, CancellationToken cancellationToken) =>
        await RunAsync(reader => reader.Read(topic, from, through, page), cancellationToken);

    public async ValueTask ReadDataAsync(
        TopicName topic, long from, long through, PageSize page, IDataSink sink, CancellationToken cancellationToken) =>
        await RunAsync(reader => reader.ReadData(topic, from, through, page, sink), cancellationToken);

    public async ValueTask ReadRowsAsync(
        TopicName topic, long from, long through, PageSize page, IMessageSink sink, CancellationToken cancellationToken) =>
        await RunAsync(reader => reader.ReadRows(topic, from, through, page, sink), cancellationToken);

    public async ValueTask<IReadOnlyList<IReadOnlyList<Message>>> ReadManyAsync(
        IReadOnlyList<TopicRange> ranges, CancellationToken cancellationToken) =>
        await RunAsync(reader => ranges.Select(range => reader.Read(range.Topic, range.From, range.Through, range.Page)).ToList(),
            cancellationToken);

    public async ValueTask<long> FindOffsetAsync(TopicName topic, DateTime time, CancellationToken cancellationToken) =>
        await RunAsync(reader => reader.FindTime(topic, time), cancellationToken);

    // A position contains the epoch (id of one lifetime) of its topic, and each database file has different epochs. So a client's position
    // in an earlier file is not valid in this file.
    public async ValueTask<long?> FindThroughAsync(TopicName topic, string epoch, CancellationToken cancellationToken) =>
        await RunAsync(reader => reader.FindThrough(topic, epoch), cancellationToken);

    // Only a deletion changes the epoch of a topic in this log.
    public ValueTask<bool> WasDeletedAsync(TopicName topic, string epoch, CancellationToken cancellationToken) =>
        ValueTask.FromResult(true);

    public async ValueTask<LogState> TrimAsync(TopicName topic, string epoch, long before, CancellationToken cancellationToken)
    {
        await DeleteAsync(writer => writer.RaiseOldest(topic, epoch, before), cancellationToken);
        bool hasMore;
        do
            hasMore = await DeleteAsync(writer => writer.DeleteTrimmed(topic), cancellationToken);
        while (hasMore);
        return await GetStateAsync(topic, cancellationToken);
    }

    public async ValueTask<DeleteOutcome> DeleteAsync(TopicName topic, DateTime? expiredAt, CancellationToken cancellationToken)
    {
        var now = time.UtcNowMicroseconds();
        return await RunAsync(_ => TransactDelete((_, writer) => writer.Delete(topic, expiredAt, now)), cancellationToken);
    }

    public async ValueTask DeleteRemainsAsync(CancellationToken cancellationToken)
    {
        while (await DeleteAsync(writer => writer.DeleteRemains(), cancellationToken))
        {
            // Each call deletes only some of the messages of deleted topics, so that appends can run between two calls.
        }
    }

    public async ValueTask TouchAsync(IReadOnlyList<TopicTouch> touches, CancellationToken cancellationToken) => await RunAsync(
        _ => Write(writer => writer.Transact(ownTransactions, () => writer.Touch(touches)), SqliteFailure.ForWrite), cancellationToken);

    public async ValueTask<IReadOnlyList<TopicName>> ListExpiredAsync(DateTime time, int limit, CancellationToken cancellationToken) =>
        await RunAsync(reader => reader.Expired(time, limit), cancellationToken);

    public async ValueTask DeleteKeysAsync(DateTime time, CancellationToken cancellationToken)
    {
        await DeleteRemainsAsync(cancellationToken);
        await DeleteAsync(writer => writer.DeleteKeys(time), cancellationToken);
    }

    public async ValueTask<StoreSize> MeasureAsync(CancellationToken cancellationToken) => await RunAsync(
        reader => new StoreSize(reader.CountTopics(), Length(database.Path), Length(database.Path + "-wal")), cancellationToken);

    public async ValueTask CheckAsync(bool isWriting, CancellationToken cancellationToken)
    {
        var failed = _failedRead;
        await RunAsync(Check, cancellationToken);
        Interlocked.CompareExchange(ref _failedRead, null, failed);
        if (isWriting)
            await RunAsync(_ => Write(writer => writer.Transact(ownTransactions, writer.Probe), SqliteFailure.ForWrite), cancellationToken);

        void Check(SqliteReader reader)
        {
            Guard.Check();
            failed?.Invoke(reader);
            reader.List(after: null, 1);
        }
    }

    /// <summary>Runs a read of the database file on a dedicated thread.</summary>
    /// <exception cref="RefusalException">The database file was deleted or replaced, or cannot be read.</exception>
    internal async Task<T> RunAsync<T>(Func<SqliteReader, T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await Threads.RunAsync(Read, cancellationToken);
        }
        catch (Exception e) when (SqliteFailure.IsFileError(e))
        {
            LogReadFailed(e);
            // Keeps the failed read, so that the health check of the server can repeat it. Until the read succeeds, the server reports
            // itself as not ready.
            Volatile.Write(ref _failedRead, reader => work(reader));
            throw SqliteFailure.ForRead(e);
        }

        T Read(SqliteReader reader)
        {
            Guard.ThrowIfLost();
            return work(reader);
        }
    }

    /// <summary>
    /// Runs a function in one transaction, on the connection for writing and on the caller's thread. All writes of topics, jobs and
    /// webhooks use this method.
    /// </summary>
    internal T Transact<T>(Func<SqliteConnection, SqliteWriter, T> work) =>
        Write(writer => writer.Transact(ownTransactions, () => work(_connection!, writer)), SqliteFailure.ForWrite);

    /// <summary>
    /// Runs a deletion in one transaction of the connection for writing. If the disk is full, first deletes the disk reserve (a file that
    /// only occupies space).
    /// </summary>
    internal T TransactDelete<T>(Func<SqliteConnection, SqliteWriter, T> work) =>
        Write(writer => _reserve.RunDeletion(_connection!, () => writer.Transact(ownTransactions, () => work(_connection!, writer))),
            SqliteFailure.ForWrite);

    /// <summary>
    /// Runs a function on the connection for writing without a transaction. No other thread uses the connection during the call.
    /// </summary>
    internal T RunExclusive<T>(Func<SqliteConnection, T> work) => Write(_ => work(_connection!), SqliteFailure.ForStatement);

    public async ValueTask DisposeAsync()
    {
        if (_threads is not null)
            await _threads.DisposeAsync();
        lock (_writing)
        {
            _writer?.Dispose();
            _connection?.Dispose();
        }
    }

    // SQLite allows only one writer at a time, and a second connection would have to poll for the lock. So all writes of this process use
    // one connection, and a lock in this process admits one thread at a time.
    private T Write<T>(Func<SqliteWriter, T> write, Func<SqliteException, RefusalException> refuse)
    {
        lock (_writing)
        {
            Guard.ThrowIfLost();
            try
            {
                var result = write(_writer ?? throw new InvalidOperationException("The log was not started."));
                // Checks the database's files before the commit is acknowledged. The check takes about five microseconds for each
                // transaction.
                Guard.CheckCommitted();
                return result;
            }
            catch (SqliteException e)
            {
                throw refuse(e);
            }
        }
    }

    private void Write(Action<SqliteWriter> write, Func<SqliteException, RefusalException> refuse) => Write(
        writer =>
        {
            write(writer);
            return true;
        },
        refuse);

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private Task<T> DeleteAsync<T>(Func<SqliteWriter, T> delete, CancellationToken cancellationToken) =>
        RunAsync(_ => Write(writer => _reserve.RunDeletion(_connection!, () => delete(writer)), SqliteFailure.ForStatement),
            cancellationToken);

    private async Task DeleteAsync(Action<SqliteWriter> delete, CancellationToken cancellationToken) => await DeleteAsync(
        writer =>
        {
            delete(writer);
            return true;
        },
        cancellationToken);

    private async Task RunAsync(Action<SqliteReader> work, CancellationToken cancellationToken) => await RunAsync(
        reader =>
        {
            work(reader);
            return true;
        },
        cancellationToken);

    [LoggerMessage(1, LogLevel.Error, "Failed to read the database file.")]
    private partial void LogReadFailed(Exception exception);
}
