using Microsoft.Extensions.Options;
using Streaming.Server.Messages;
using Streaming.Server.Topics;

namespace Streaming.Server.Sqlite;

/// <summary>The log in an SQLite file: one writing connection, readers of their own, all on their own threads.</summary>
internal sealed class SqliteTopicLog(SqliteDatabase database, SqliteOwnMoves ownMoves, IOptions<SqliteOptions> options) : ITopicLog, IAsyncDisposable
{
    private SqliteWorkers<SqliteWriter>? _writer;
    private SqliteWorkers<SqliteReader>? _readers;

    /// <summary>The threads that read.</summary>
    public SqliteWorkers<SqliteReader> Readers => _readers ?? throw new InvalidOperationException("The log was not started.");

    private SqliteWorkers<SqliteWriter> Writer => _writer ?? throw new InvalidOperationException("The log was not started.");

    public Task StartAsync(CancellationToken cancellationToken)
    {
        database.Upgrade();
        _writer = new SqliteWorkers<SqliteWriter>("SQLite writer", 1, database.Open, connection => new SqliteWriter(connection));
        _readers = new SqliteWorkers<SqliteReader>("SQLite reader", options.Value.Readers, database.Open, connection => new SqliteReader(connection));
        return Task.CompletedTask;
    }

    public async ValueTask<LogState> GetStateAsync(TopicName topic, CancellationToken cancellationToken) =>
        await Readers.RunAsync(reader => reader.State(topic), cancellationToken);

    public async ValueTask<IReadOnlyList<(TopicName Topic, LogState State)>> ListAsync(TopicName? after, int limit, CancellationToken cancellationToken) =>
        await Readers.RunAsync(reader => reader.List(after, limit), cancellationToken);

    public async ValueTask<AppendResult[]> AppendAsync(IReadOnlyList<Append> appends, CancellationToken cancellationToken) =>
        await Writer.RunAsync(writer => writer.Append(appends, ownMoves.Add), cancellationToken);

    public async ValueTask<IReadOnlyList<Message>> ReadAsync(TopicName topic, long from, long through, PageSize page, CancellationToken cancellationToken) =>
        await Readers.RunAsync(reader => reader.Read(topic, from, through, page), cancellationToken);

    public async ValueTask<long> FindAsync(TopicName topic, DateTime time, CancellationToken cancellationToken) =>
        await Readers.RunAsync(reader => reader.FindTime(topic, time), cancellationToken);

    public async ValueTask<LogState> TrimAsync(TopicName topic, long before, CancellationToken cancellationToken)
    {
        var more = await Writer.RunAsync(
            writer =>
            {
                writer.RaiseOldest(topic, before);
                return true;
            },
            cancellationToken);
        while (more)
            more = await Writer.RunAsync(writer => writer.DeleteTrimmed(topic), cancellationToken);
        return await GetStateAsync(topic, cancellationToken);
    }

    public async ValueTask ForgetKeysAsync(DateTime time, CancellationToken cancellationToken) =>
        await Writer.RunAsync(
            writer =>
            {
                writer.ForgetKeys(time);
                return true;
            },
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
            await _writer.DisposeAsync();
        if (_readers is not null)
            await _readers.DisposeAsync();
    }
}
