using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Reads, before a group commit (one transaction for all appends that wait), the states of topics that the appends need.</summary>
internal static class TopicUses
{
    /// <summary>
    /// Reads three kinds of topics: those of appends that create a topic or have conditions, the sources of forks, and topics that are
    /// known to have properties. All other topics are expected to have no properties; the commit checks this.
    /// </summary>
    /// <param name="connection">The connection on which the topics are read.</param>
    /// <param name="appends">The appends of the commit.</param>
    /// <param name="ids">The cache of topic ids, which stores the states that were read.</param>
    /// <param name="tables">The tables that contain the topics.</param>
    /// <param name="usesRequestTime">If true, topics expire by the times of the append requests. If false, they expire by the clock of the
    /// database.</param>
    /// <param name="readsAll">Whether to read all topics of the appends, because the commit has found that one of them has changed.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="TopicExpiredException">A topic has expired and must be deleted first.</exception>
    public static async Task<Dictionary<TopicName, TopicUse>> ReadAsync(
        NpgsqlConnection connection, IReadOnlyList<AppendRequest> appends, PostgresqlTopicIds ids, PostgresqlTopicTables tables,
        bool usesRequestTime, bool readsAll, CancellationToken cancellationToken)
    {
        var names = new HashSet<TopicName>();
        var producers = new List<(TopicName Topic, AppendRequest Append)>();
        foreach (var append in appends)
        {
            if (readsAll || append.Creation is not null || append.Conditions is not null || ids.HasProperties(append.Topic))
                names.Add(append.Topic);
            if (append.Creation?.Fork is { } fork)
                names.Add(fork.Source);
            if (append.Conditions?.Producer is not null)
                producers.Add((append.Topic, append));
        }

        if (names.Count == 0)
            return [];
        var uses = await ReadAsync(connection, names, producers, tables, cancellationToken);
        foreach (var name in names)
            ids.Learn(name, uses.GetValueOrDefault(name));
        foreach (var append in appends)
        {
            Expire(append.Topic, append, uses, append.Touched, usesRequestTime);
            if (append.Creation?.Fork is { } fork)
                Expire(fork.Source, append, uses, touched: null, usesRequestTime);
        }

        return uses;
    }

    private static void Expire(
        TopicName topic, AppendRequest append, Dictionary<TopicName, TopicUse> uses, DateTime? touched, bool usesRequestTime)
    {
        if (!uses.TryGetValue(topic, out var use) || use.Properties is not { } properties)
            return;
        if (touched is { } time)
            use.Properties = properties = properties.TouchedAt(time);
        var now = usesRequestTime ? append.Time : use.ReadAt;
        if (properties.IsExpired(now))
            throw new TopicExpiredException(topic, now);
    }

    private static async Task<Dictionary<TopicName, TopicUse>> ReadAsync(
        NpgsqlConnection connection, IEnumerable<TopicName> names, List<(TopicName Topic, AppendRequest Append)> producers,
        PostgresqlTopicTables tables, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PostgresqlStates.Sql(tables))
        {
            Parameters = { Parameters.Texts([.. names.Select(name => name.Value)]) },
        });
        if (producers.Count > 0)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                $"SELECT o_index, o_epoch, o_seq, o_count, o_recent FROM {tables.Schema}.producers_v1($1, $2, $3)")
            {
                Parameters =
                {
                    Parameters.Texts([.. producers.Select(each => each.Topic.Value)]),
                    Parameters.Texts([.. producers.Select(each => each.Append.Conditions!.Producer!.Value.Id)]),
                    Parameters.Bigint(PostgresqlTime.From(producers.Max(each => each.Append.Time) - ProducerStamp.KeepFor)),
                },
            });
        await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
        var uses = await PostgresqlStates.ReadAsync(rows, tables, cancellationToken);
        if (producers.Count > 0)
            await rows.NextResultAsync(cancellationToken);
        while (producers.Count > 0 && await rows.ReadAsync(cancellationToken))
        {
            var (topic, append) = producers[rows.GetInt32(0) - 1];
            var (id, most) = (append.Conditions!.Producer!.Value.Id, append.Conditions.MaxProducers);
            var known = rows.IsDBNull(1) ? new KnownProducer(Last: null, rows.GetInt64(4) < most)
                : new KnownProducer(new ProducerStamp(id, rows.GetInt64(1), rows.GetInt64(2)), HasRoom: true);
            uses.GetValueOrDefault(topic)?.Know(id, known, mustPurge: known.Last is null && rows.GetInt64(3) >= most);
        }

        return uses;
    }
}
