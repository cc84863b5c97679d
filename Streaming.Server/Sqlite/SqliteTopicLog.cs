using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Streaming.Server.Messages;
using Streaming.Server.Topics;

namespace Streaming.Server.Sqlite;

/// <summary>The log in an SQLite file: one writing connection, used on the thread of whoever appends, and readers on threads of their own.</summary>
internal sealed class SqliteTopicLog(SqliteDatabase database, SqliteOwnMoves ownMoves, IOptions<SqliteOptions> options) : ITopicLog, IAsyncDisposable
{
    private readonly Lock _writing = new();
    private SqliteConnection? _connection;
    private SqliteWriter? _writer;
    private SqliteWorkers<SqliteReader>? _readers;

    /// <summary>The threads that read, and that do what else may block.</summary>
    internal SqliteWorkers<SqliteReader> Readers => _readers ?? throw new InvalidOperationException("The log was not started.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        database.Upgrade();
        _connection = database.Open();
        _writer = new SqliteWriter(_connection);
        _readers = new SqliteWorkers<SqliteReader>("SQLite reader", options.Value.Readers, () => database.Open(), connection => new SqliteReader(connection));
        ownMoves.Passed = await _readers.RunAsync(reader => reader.LastMove(), cancellationToken);
    }

    public async ValueTask<LogState> GetStateAsync(TopicName topic, CancellationToken cancellationToken) =>
        await Readers.RunAsync(reader => reader.State(topic), cancellationToken);

    public async ValueTask<IReadOnlyList<(TopicName Topic, LogState State)>> ListAsync(TopicName? after, int limit, CancellationToken cancellationToken) =>
        await Readers.RunAsync(reader => reader.List(after, limit), cancellationToken);

    public ValueTask<AppendResult[]> AppendAsync(IReadOnlyList<Append> appends, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Transact((_, writer) => appends.Select(writer.Append).ToArray()));

    public async ValueTask<IReadOnlyList<Message>> ReadAsync(TopicName topic, long from, long through, PageSize page, CancellationToken cancellationToken) =>
        await Readers.RunAsync(reader => reader.Read(topic, from, through, page), cancellationToken);

    public async ValueTask<long> FindAsync(TopicName topic, DateTime time, CancellationToken cancellationToken) =>
        await Readers.RunAsync(reader => reader.FindTime(topic, time), cancellationToken);

    public async ValueTask<LogState> TrimAsync(TopicName topic, long before, CancellationToken cancellationToken)
    {
        var more = await Readers.RunAsync(_ => Write(writer => writer.RaiseOldest(topic, before)), cancellationToken);
        while (more)
            more = await Readers.RunAsync(_ => Write(writer => writer.DeleteTrimmed(topic)), cancellationToken);
        return await GetStateAsync(topic, cancellationToken);
    }

    public async ValueTask ForgetKeysAsync(DateTime time, CancellationToken cancellationToken) =>
        await Readers.RunAsync(_ => Write(writer => writer.ForgetKeys(time)), cancellationToken);

    /// <summary>Does work of any port of this store in one transaction of the writing connection, on the thread of the caller.</summary>
    internal T Transact<T>(Func<SqliteConnection, SqliteWriter, T> work) => Write(writer => writer.Transact(ownMoves, () => work(_connection!, writer)));

    /// <summary>Does something with the writing connection while nobody else does, outside a transaction.</summary>
    internal T Alone<T>(Func<SqliteConnection, T> work) => Write(_ => work(_connection!));

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
    private T Write<T>(Func<SqliteWriter, T> write)
    {
        lock (_writing)
            return write(_writer ?? throw new InvalidOperationException("The log was not started."));
    }
}
