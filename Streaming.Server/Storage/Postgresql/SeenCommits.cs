using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Records which commits of other nodes (server processes) this node has already reported to its topics. The commits of each writer (a
/// connection on which a node commits) become visible in the order of their numbers, so this class stores only the last number of each
/// writer.
/// </summary>
internal sealed class SeenCommits(PostgresqlDatabase database, PostgresqlTopicTables tables)
{
    private readonly Dictionary<int, long> _seen = [];

    // The topics with new messages whose commits are already recorded as seen, but were not reported yet. Each has its newest offset. If a
    // read fails half-way, they stay here until they are reported.
    private readonly Dictionary<int, long> _unreported = [];

    /// <summary>The tables whose commits this object records.</summary>
    public PostgresqlTopicTables Tables => tables;

    /// <summary>The number of commits that other nodes have announced, and whose messages this node has not read yet.</summary>
    public long Missing { get; private set; }

    /// <summary>Records all existing commits as seen. Called before the first topic is read, so that no later commit is missed.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand($"SELECT o_writer, o_seq FROM {tables.Schema}.writers_v1()");
        await using var rows = await command.ExecuteReaderAsync(CancellationToken.None);
        while (await rows.ReadAsync(CancellationToken.None))
            _seen[rows.GetInt32(0)] = rows.GetInt64(1);
    }

    /// <summary>
    /// Adds the topics of an announced commit to a list of changes, if the commit directly follows the last seen commit of its writer.
    /// </summary>
    /// <returns>
    /// True if the announcement is complete and no earlier commit is missing; false if the commits have to be read from the database.
    /// </returns>
    public bool TryAdd(string announcement, List<TopicChange> changes)
    {
        // A notification that no node of this store has sent, or another version of the server, is not read. The commits are then read
        // from the database.
        if (AnnouncementCipher.TryDecrypt(database.AnnouncementKey, tables.Schema, announcement) is not { } text
            || CommitMessage.Number(text) is not { } number)
            return false;
        var seen = _seen.GetValueOrDefault(number.Writer);
        if (database.IsOwnWriter(number.Writer) || number.Sequence <= seen)
            return true;
        if (number.Sequence != seen + 1 || CommitMessage.Topics(text) is not { } topics)
        {
            Missing = Math.Max(Missing, number.Sequence - seen);
            return false;
        }

        changes.AddRange(topics.Select(topic => topic with { Store = tables.Store }));
        _seen[number.Writer] = number.Sequence;
        return true;
    }

    /// <summary>Reads the commits of other nodes that this node has not seen yet, and records them as seen.</summary>
    /// <returns>The topics to which these commits appended messages, each with its newest offset.</returns>
    public async Task<List<TopicChange>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        while (await ReadPageAsync(connection))
        {
            // One read returns at most 1,000 commits of each writer, so the loop reads until no commits are left.
        }

        Missing = 0;

        var changes = await ReadUnreportedAsync(connection);
        _unreported.Clear();
        return changes;
    }

    // A commit may be of a life of its topic that has ended: another node has deleted the topic since. So each change has the epoch of the
    // life with which it was committed, and the offsets of a deleted topic are not reported.
    private async Task<List<TopicChange>> ReadUnreportedAsync(NpgsqlConnection connection)
    {
        if (_unreported.Count == 0)
            return [];
        var sql = $"""
            SELECT split_part(t.name, ' ', 1), t.life, t.id, t.deleted IS NOT NULL, p.topic IS NOT NULL
            FROM {tables.Schema}.topics t LEFT JOIN {tables.Schema}.topic_properties p ON p.topic = t.id WHERE t.id = ANY ($1)
            """;
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { Parameters.Integers([.. _unreported.Keys]) } };
        var changes = new List<TopicChange>();
        await using var rows = await command.ExecuteReaderAsync(CancellationToken.None);
        while (await rows.ReadAsync(CancellationToken.None))
        {
            var isDeleted = rows.GetBoolean(3);
            changes.Add(Change(rows, isDeleted ? 0 : _unreported[rows.GetInt32(2)]) with
            {
                IsDeleted = isDeleted,
                IsOfProperties = rows.GetBoolean(4),
            });
        }

        return changes;
    }

    /// <summary>
    /// Reads the topics whose newest message is not older than the given time span. Slow, because it reads the rows of all topics.
    /// </summary>
    public async Task<List<TopicChange>> ReadRecentAsync(NpgsqlConnection connection, TimeSpan age)
    {
        var sql = $"""
            SELECT t.name, t.life, m."offset" FROM {tables.Schema}.topics t
            CROSS JOIN LATERAL (
                SELECT x."offset", x.time FROM {tables.Schema}.messages x WHERE x.topic = t.id ORDER BY x."offset" DESC LIMIT 1) m
            WHERE t.deleted IS NULL AND m.time >= (extract(epoch FROM clock_timestamp()) * 1000000)::bigint - $1
            """;
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters = { Parameters.Bigint((long)age.TotalMicroseconds) },
        };
        var changes = new List<TopicChange>();
        await using var rows = await command.ExecuteReaderAsync(CancellationToken.None);
        while (await rows.ReadAsync(CancellationToken.None))
            changes.Add(Change(rows, rows.GetInt64(2)));
        return changes;
    }

    // The first columns of the row are the name of the topic and its life.
    private TopicChange Change(NpgsqlDataReader row, long newest)
    {
        var topic = new TopicName(row.GetString(0));
        return new TopicChange(topic, newest)
        {
            Epoch = tables.EpochOf(topic, row.IsDBNull(1) ? null : row.GetString(1)),
            Store = tables.Store,
        };
    }

    private async Task<bool> ReadPageAsync(NpgsqlConnection connection)
    {
        const int MaxRows = 1_000;
        var known = _seen.Where(writer => !database.IsOwnWriter(writer.Key)).ToList();
        var own = database.OwnWriters;
        var sql = $"SELECT o_writer, o_seq, o_topics, o_newest FROM {tables.Schema}.commits_v1($1, $2)";
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters =
            {
                Parameters.Integers([.. known.Select(writer => writer.Key), .. own]),
                Parameters.Bigints([.. known.Select(writer => writer.Value), .. own.Select(_ => long.MaxValue)]),
            },
        };
        var counts = new Dictionary<int, int>();
        await using var rows = await command.ExecuteReaderAsync(CancellationToken.None);
        while (await rows.ReadAsync(CancellationToken.None))
        {
            var (writer, topics, offsets) = (rows.GetInt32(0), rows.GetFieldValue<int[]>(2), rows.GetFieldValue<long[]>(3));
            for (var i = 0; i < topics.Length; i++)
                _unreported[topics[i]] = Math.Max(_unreported.GetValueOrDefault(topics[i]), offsets[i]);
            _seen[writer] = rows.GetInt64(1);
            counts[writer] = counts.GetValueOrDefault(writer) + 1;
        }

        return counts.ContainsValue(MaxRows);
    }
}
