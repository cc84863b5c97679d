using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// The log in a PostgreSQL database that several nodes share. Offsets are assigned inside the transaction, under an advisory lock for each
/// topic.
/// </summary>
internal sealed class PostgresqlTopicLog(
    PostgresqlDatabase database, PostgresqlRunner runner, PostgresqlWriters writers, PostgresqlTopicIds ids, SeenCommits seen,
        TimeProvider time) : ITopicLog
{
    // A transaction holds a lock for each of its topics; the server has room for about 6,900 locks by default.
    private const int MaxTopics = 256;

    // The number of messages that one step deletes.
    private const int TrimStep = 2_000;

    // An application with a clock of its own has that clock in its messages, too.
    private readonly bool _usesRequestTime = !ReferenceEquals(time, TimeProvider.System);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.StartAsync(cancellationToken);
        await seen.StartAsync(cancellationToken);
    }

    public async ValueTask<LogState> GetStateAsync(TopicName topic, CancellationToken cancellationToken) =>
        await runner.ReadAsync(
            (connection, token) => PostgresqlReads.StateAsync(connection, topic, database.EpochOf(topic), token), cancellationToken);

    public async ValueTask<IReadOnlyList<(TopicName Topic, LogState State)>> ListAsync(
        TopicName? after, int limit, CancellationToken cancellationToken) =>
        await runner.ReadAsync(
            (connection, token) => PostgresqlReads.ListAsync(connection, after, limit, database.EpochOf, token), cancellationToken);

    public async ValueTask<AppendResult[]> AppendAsync(IReadOnlyList<AppendRequest> appends, CancellationToken cancellationToken)
    {
        var results = new AppendResult[appends.Count];
        var isFirst = true;
        foreach (var part in Parts(appends, MaxTopics))
        {
            try
            {
                await AppendAsync(appends, part, results, cancellationToken);
            }
            catch (RefusalException e) when (!isFirst)
            {
                // The preceding parts are stored.
                throw PostgresqlFailure.OfUnknown(e);
            }

            isFirst = false;
        }

        return results;
    }

    public async ValueTask<IReadOnlyList<Message>> ReadAsync(
        TopicName topic, long from, long through, PageSize page, CancellationToken cancellationToken) =>
        (await ReadManyAsync([new TopicRange(topic, from, through, page)], cancellationToken))[0];

    public async ValueTask<IReadOnlyList<IReadOnlyList<Message>>> ReadManyAsync(
        IReadOnlyList<TopicRange> ranges, CancellationToken cancellationToken) =>
        await runner.ReadAsync(
            (connection, token) => PostgresqlReads.PagesAsync(connection, ranges, database.EpochOf, token), cancellationToken);

    public async ValueTask<long> FindOffsetAsync(TopicName topic, DateTime time, CancellationToken cancellationToken) =>
        await runner.ReadAsync((connection, token) => PostgresqlReads.FindAsync(connection, topic, time, token), cancellationToken);

    public async ValueTask<LogState> TrimAsync(TopicName topic, long before, CancellationToken cancellationToken)
    {
        await RunAsync(
            "SELECT streaming.trim_v1($1, $2)", [Parameters.Text(topic.Value), Parameters.Bigint(before)], cancellationToken);
        object? deleted;
        do
            deleted = await RunAsync("SELECT streaming.delete_trimmed_v1($1, $2)",
                [Parameters.Text(topic.Value), Parameters.Integer(TrimStep)], cancellationToken);
        while (deleted is (long)TrimStep);
        return await GetStateAsync(topic, cancellationToken);
    }

    public async ValueTask CheckAsync(bool isWriting, CancellationToken cancellationToken) =>
        await runner.CheckAsync(isWriting, cancellationToken);

    public async ValueTask DeleteKeysAsync(DateTime time, CancellationToken cancellationToken) =>
        await RunAsync("SELECT streaming.forget_keys_v1($1)", [Parameters.Bigint(PostgresqlTime.From(time))], cancellationToken);

    // The indexes of the appends, so that each part has a limited number of topics and all appends of its topics.
    private static IEnumerable<List<int>> Parts(IReadOnlyList<AppendRequest> appends, int topics)
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

    private async Task AppendAsync(
        IReadOnlyList<AppendRequest> appends, List<int> part, AppendResult[] results, CancellationToken cancellationToken)
    {
        var own = part.ConvertAll(i => appends[i]);
        try
        {
            var commit = new AppendCommit(own, database, ids, _usesRequestTime);
            var written = await writers.CommitAsync(commit, cancellationToken);
            for (var i = 0; i < part.Count; i++)
                results[part[i]] = written[i];
        }
        catch (PostgresException e) when (PostgresqlFailure.IsOutOfLocks(e)
            && own.Select(append => append.Topic).Distinct().Count() is var topics and > 1)
        {
            // Half of the topics need half of the locks.
            foreach (var half in Parts(own, (topics + 1) / 2))
                await AppendAsync(appends, half.ConvertAll(i => part[i]), results, cancellationToken);
        }
        catch (PostgresException e)
        {
            throw PostgresqlFailure.OfWrite(e);
        }
    }

    private Task<object?> RunAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken) => runner.WriteAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(sql, connection);
            // A parameter belongs to one command at a time; a repeated one needs its own.
            foreach (var parameter in parameters)
                command.Parameters.Add(parameter.Clone());
            return await command.ExecuteScalarAsync(token);
        },
        cancellationToken);
}
