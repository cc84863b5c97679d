using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Stores the messages of topics in a PostgreSQL database that several nodes (server processes) share. A transaction that appends messages
/// assigns the offsets, and holds an advisory lock for each of its topics meanwhile.
/// </summary>
internal sealed class PostgresqlTopicLog(
    PostgresqlDatabase database, PostgresqlTopicTables tables, PostgresqlRunner runner, PostgresqlWriters writers, PostgresqlTopicIds ids,
        SeenCommits seen, TimeProvider time) : ITopicLog
{
    // The maximum number of topics in one transaction. The transaction holds a lock for each topic, and PostgreSQL with its default
    // settings has space for about 6,900 locks.
    private const int MaxTopics = 256;

    // The number of messages that one SQL statement deletes. A deletion of more messages takes several statements, and appends run between
    // them.
    private const int TrimStep = 2_000;

    // If the application or a test has its own clock, messages get the time of that clock and not the time of the database.
    private readonly bool _usesRequestTime = !database.Clock.IsOfMachine(time);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.StartAsync(cancellationToken);
        await seen.StartAsync(cancellationToken);
    }

    public async ValueTask<LogState> GetStateAsync(TopicName topic, CancellationToken cancellationToken) =>
        (await FindAsync(topic, cancellationToken))?.State ?? new LogState(tables.EpochOf(topic), 1, 0);

    public async ValueTask<IReadOnlyList<(TopicName Topic, LogState State)>> ListAsync(
        TopicName? after, int limit, CancellationToken cancellationToken) =>
        await runner.ReadAsync(
            (connection, token) => PostgresqlReads.ListAsync(connection, after, limit, tables, token), cancellationToken);

    public int Lanes => writers.Lanes;

    // A fast download reads 16 small pages in one call: about 2,000 messages or 256 KiB.
    public int PagesPerRead => 16;

    public ValueTask<AppendResult[]> AppendAsync(IReadOnlyList<AppendRequest> appends, CancellationToken cancellationToken) =>
        AppendAsync(appends, waits: true, cancellationToken);

    public ValueTask<AppendResult[]> TryAppendAsync(IReadOnlyList<AppendRequest> appends, CancellationToken cancellationToken) =>
        AppendAsync(appends, waits: false, cancellationToken);

    public async ValueTask<IReadOnlyList<Message>> ReadAsync(
        TopicName topic, long from, long through, PageSize page, CancellationToken cancellationToken) =>
        (await ReadManyAsync([new TopicRange(topic, from, through, page)], cancellationToken))[0];

    public async ValueTask<IReadOnlyList<IReadOnlyList<Message>>> ReadManyAsync(
        IReadOnlyList<TopicRange> ranges, CancellationToken cancellationToken) =>
        await runner.ReadAsync(
            (connection, token) => PostgresqlReads.PagesAsync(connection, ranges, tables, token), cancellationToken);

    public async ValueTask<StoreSize> MeasureAsync(CancellationToken cancellationToken) => await runner.ReadAsync(
        (connection, token) => PostgresqlReads.MeasureAsync(connection, tables.Schema, token), cancellationToken);

    public async ValueTask<long> FindOffsetAsync(TopicName topic, DateTime time, CancellationToken cancellationToken) =>
        await runner.ReadAsync(
            (connection, token) => PostgresqlReads.FindAsync(connection, tables.Schema, topic, time, token), cancellationToken);

    public async ValueTask<long?> FindThroughAsync(TopicName topic, string epoch, CancellationToken cancellationToken)
    {
        var found = await FindAsync(topic, cancellationToken);
        if (tables.FindGeneration(topic, epoch, found?.Life) is { } generation)
            return await runner.ReadAsync(
                (connection, token) => PostgresqlReads.ThroughAsync(connection, tables.Schema, topic, generation, token),
                cancellationToken);
        if (found?.Properties?.Fork is not null && await runner.ReadAsync(
            (connection, token) => PostgresqlReads.ThroughOfSourceAsync(connection, found.Id, epoch, tables, token), cancellationToken)
            is { } through)
            return through;
        // The position is the one before the first message. A client received it when the topic did not exist yet, and it is still valid.
        return found is { HadSeed: false, Life: not null } && tables.FindGeneration(topic, epoch) is not null ? 0 : null;
    }

    public async ValueTask<bool> WasDeletedAsync(TopicName topic, string epoch, CancellationToken cancellationToken)
    {
        var lives = await runner.ReadAsync(
            (connection, token) => PostgresqlReads.DeletedLivesAsync(connection, tables.Schema, topic, token), cancellationToken);
        return lives.Any(life => tables.FindGeneration(topic, epoch, life) is not null);
    }

    public async ValueTask<LogState> TrimAsync(TopicName topic, string epoch, long before, CancellationToken cancellationToken)
    {
        if (await FindAsync(topic, cancellationToken) is not { } found || !string.Equals(found.Epoch, epoch, StringComparison.Ordinal))
            return await GetStateAsync(topic, cancellationToken);
        // The locked row keeps its name until the end of the statement, so that the offset is not applied to a later topic of this name.
        await RunAsync(
            $"""
            SELECT {tables.Schema}.trim_v2($1, $2)
            FROM (SELECT FROM {tables.Schema}.topics t WHERE t.id = $3 AND t.name = $1 FOR NO KEY UPDATE) locked
            """,
            [Parameters.Text(topic.Value), Parameters.Bigint(before), Parameters.Integer(found.Id)], cancellationToken);
        object? deleted;
        do
            deleted = await RunAsync($"SELECT {tables.Schema}.delete_trimmed_v1($1, $2)",
                [Parameters.Text(topic.Value), Parameters.Integer(TrimStep)], cancellationToken);
        while (deleted is (long)TrimStep);
        return await GetStateAsync(topic, cancellationToken);
    }

    public async ValueTask<DeleteOutcome> DeleteAsync(TopicName topic, DateTime? expiredAt, CancellationToken cancellationToken) =>
        await DeleteRowAsync(topic, expiredAt, cancellationToken);

    public async ValueTask DeleteRemainsAsync(CancellationToken cancellationToken)
    {
        while (await RunAsync(
            $"SELECT {tables.Schema}.delete_remains_v1($1)", [Parameters.Integer(TrimStep)], cancellationToken) is (long)TrimStep)
        {
            // The rows of deleted topics are deleted in several steps, so that the store can carry out other writes between two steps.
        }
    }

    public async ValueTask TouchAsync(IReadOnlyList<TopicTouch> touches, CancellationToken cancellationToken)
    {
        var found = await runner.ReadAsync(
            (connection, token) => PostgresqlStates.ReadAsync(connection, touches.Select(touch => touch.Topic), tables, token),
            cancellationToken);
        var live = touches.Where(touch => found.TryGetValue(touch.Topic, out var use)
            && string.Equals(use.Epoch, touch.Epoch, StringComparison.Ordinal)).ToList();
        if (live.Count > 0)
            await RunAsync($"SELECT {tables.Schema}.touch_v1($1, $2)",
                [
                    Parameters.Integers([.. live.Select(touch => found[touch.Topic].Id)]),
                    Parameters.Bigints([.. live.Select(touch => PostgresqlTime.From(touch.Time))]),
                ],
                cancellationToken);
    }

    public async ValueTask<IReadOnlyList<TopicName>> ListExpiredAsync(DateTime time, int limit, CancellationToken cancellationToken) =>
        await runner.ReadAsync(
            (connection, token) => PostgresqlStates.ExpiredAsync(connection, time, _usesRequestTime, limit, tables, token),
            cancellationToken);

    public async ValueTask<DateTime?> ReadClockAsync(CancellationToken cancellationToken) => _usesRequestTime ? null
        : await runner.ReadAsync(PostgresqlReads.ClockAsync, cancellationToken);

    public async ValueTask CheckAsync(bool isWriting, CancellationToken cancellationToken) =>
        await runner.CheckAsync(isWriting, cancellationToken);

    public async ValueTask DeleteKeysAsync(DateTime time, CancellationToken cancellationToken)
    {
        await DeleteRemainsAsync(cancellationToken);
        await RunAsync($"SELECT {tables.Schema}.forget_keys_v1($1)", [Parameters.Bigint(PostgresqlTime.From(time))], cancellationToken);
    }

    // Divides the appends into groups, and returns the indexes of the appends in each group. A group has at most the given number of
    // topics, and all appends to a topic are in the same group.
    private static List<List<int>> Parts(IReadOnlyList<AppendRequest> appends, int topics)
    {
        var parts = new List<List<int>>();
        var places = new Dictionary<TopicName, int>();
        for (var i = 0; i < appends.Count; i++)
        {
            if (!places.TryGetValue(appends[i].Topic, out var place))
                places[appends[i].Topic] = place = places.Count / topics;
            if (place == parts.Count)
                parts.Add([]);
            parts[place].Add(i);
        }

        return parts;
    }

    private async ValueTask<AppendResult[]> AppendAsync(
        IReadOnlyList<AppendRequest> appends, bool waits, CancellationToken cancellationToken, int maxTopics = MaxTopics)
    {
        var parts = Parts(appends, maxTopics);
        if (parts.Count == 1)
            return await AppendPartAsync(appends, waits, cancellationToken);
        var results = new AppendResult[appends.Count];
        foreach (var part in parts)
        {
            try
            {
                var written = await AppendPartAsync(part.ConvertAll(i => appends[i]), waits, cancellationToken);
                for (var i = 0; i < part.Count; i++)
                    results[part[i]] = written[i];
            }
            catch (RefusalException e)
            {
                // Writing this part of the appends has failed. Other parts may be stored already, so only the results of this part report
                // the failure.
                foreach (var i in part)
                    results[i] = new AppendResult { Refusal = e };
            }
        }

        return results;
    }

    private async ValueTask<AppendResult[]> AppendPartAsync(
        IReadOnlyList<AppendRequest> appends, bool waits, CancellationToken cancellationToken)
    {
        try
        {
            return await writers.CommitAsync(new AppendCommit(appends, tables, ids, _usesRequestTime, waits), cancellationToken);
        }
        catch (TopicExpiredException e)
        {
            await DeleteRowAsync(e.Topic, e.Time, cancellationToken);
            return await AppendPartAsync(appends, waits, cancellationToken);
        }
        catch (PostgresException e) when (PostgresqlFailure.IsOutOfLocks(e) && CountTopics(appends) is var topics and > 1)
        {
            return await AppendAsync(appends, waits, cancellationToken, maxTopics: topics / 2);
        }
        catch (PostgresException e) when (PostgresqlFailure.IsLockTimeout(e) && CountTopics(appends) > 1)
        {
            // A lock was not released in time. Each topic is now appended in a separate transaction, so that only topics whose locks are
            // not released are refused.
            return await AppendAsync(appends, waits, cancellationToken, maxTopics: 1);
        }
        catch (PostgresException e)
        {
            throw PostgresqlFailure.ForWrite(e);
        }
    }

    private async Task<TopicUse?> FindAsync(TopicName topic, CancellationToken cancellationToken) => (await runner.ReadAsync(
        (connection, token) => PostgresqlStates.ReadAsync(connection, [topic], tables, token), cancellationToken))
        .GetValueOrDefault(topic);

    private async Task<DeleteOutcome> DeleteRowAsync(TopicName topic, DateTime? expiredAt, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await writers.CommitAsync(new DeleteCommit(tables, topic, expiredAt, _usesRequestTime), cancellationToken);
            ids.Learn(topic, use: null);
            return outcome;
        }
        catch (PostgresException e)
        {
            throw PostgresqlFailure.ForWrite(e);
        }
    }

    private static int CountTopics(IReadOnlyList<AppendRequest> appends) => appends.Select(append => append.Topic).Distinct().Count();

    private Task<object?> RunAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken) => runner.WriteAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(sql, connection);
            // An SQL command that failed may be repeated on another connection. A parameter object can belong to one command only, so new
            // parameters are created for each command.
            foreach (var parameter in parameters)
                command.Parameters.Add(parameter.Clone());
            return await command.ReadValueAsync(token);
        },
        cancellationToken);
}
