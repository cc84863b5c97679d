using System.Collections.Concurrent;
using Npgsql;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Looks up the ids of topics in the database, and caches them in this process. A database server never gives an id to a second topic, so a
/// cached id stays valid until a failover, after which the new server may lack the topic.
/// </summary>
internal sealed class PostgresqlTopicIds(PostgresqlTopicTables tables)
{
    // The maximum number of topic ids in the cache, which then takes about 10 MB. If there are more, the cache is emptied.
    private const int MaxRemembered = 100_000;

    private readonly ConcurrentDictionary<TopicName, int> _ids = new();
    private readonly ConcurrentDictionary<int, TopicName> _names = new();
    private readonly ConcurrentDictionary<int, int> _generations = new();
    private volatile int _generation;

    /// <summary>Returns the ids of topics. Topics that do not exist are created, in a separate transaction.</summary>
    public async ValueTask<int[]> GetAsync(
        NpgsqlConnection connection, IReadOnlyList<TopicName> topics, CancellationToken cancellationToken)
    {
        RemoveFormerGeneration();
        var ids = new Dictionary<TopicName, int>();
        var missing = new List<string>();
        foreach (var topic in topics)
        {
            if (_ids.TryGetValue(topic, out var id))
                ids[topic] = id;
            else
                missing.Add(topic.Value);
        }

        if (missing.Count > 0)
        {
            var sql = $"SELECT o_name, o_id FROM {tables.Schema}.topics_v1($1)";
            foreach (var (topic, id) in await ReadAsync(connection, sql, Parameters.Texts([.. missing]), cancellationToken))
                ids[topic] = id;
        }

        return [.. topics.Select(topic => ids[topic])];
    }

    /// <summary>Returns the names of the topics with the given ids, without topics that do not exist.</summary>
    public async ValueTask<IReadOnlyDictionary<int, TopicName>> NamesAsync(
        NpgsqlConnection connection, IReadOnlyCollection<int> ids, CancellationToken cancellationToken)
    {
        RemoveFormerGeneration();
        var names = new Dictionary<int, TopicName>();
        var missing = new List<int>();
        foreach (var id in ids)
        {
            if (_names.TryGetValue(id, out var name))
                names[id] = name;
            else
                missing.Add(id);
        }

        if (missing.Count > 0)
        {
            var sql = $"SELECT name, id FROM {tables.Schema}.topics WHERE id = ANY ($1)";
            foreach (var (topic, id) in await ReadAsync(connection, sql, Parameters.Integers([.. missing]), cancellationToken))
                names[id] = topic;
        }

        return names;
    }

    /// <summary>
    /// Returns those of the given topics to which this node has not appended yet since the generation of the database server changed (after
    /// a failover or a restored backup). In the first generation the result is empty.
    /// </summary>
    public int[] NewIn(int generation, IEnumerable<int> ids) =>
        generation == 1 ? [] : [.. ids.Where(id => _generations.GetValueOrDefault(id) != generation)];

    /// <summary>
    /// Records that this node has appended to topics in the given generation of the database server (a number that increases at each
    /// failover).
    /// </summary>
    public void AppendedIn(int generation, IEnumerable<int> ids)
    {
        foreach (var id in generation == 1 ? [] : ids)
            _generations[id] = generation;
    }

    private void RemoveFormerGeneration()
    {
        var generation = tables.Generation;
        if (_generation == generation)
            return;
        _ids.Clear();
        _names.Clear();
        _generations.Clear();
        _generation = generation;
    }

    private async ValueTask<List<(TopicName Topic, int Id)>> ReadAsync(
        NpgsqlConnection connection, string sql, NpgsqlParameter parameter, CancellationToken cancellationToken)
    {
        if (_ids.Count > MaxRemembered)
        {
            _ids.Clear();
            _names.Clear();
        }

        var read = new List<(TopicName, int)>();
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { parameter } };
        await using var rows = await command.ExecuteReaderAsync(CancellationToken.None);
        while (await rows.ReadAsync(CancellationToken.None))
        {
            var (topic, id) = (new TopicName(rows.GetString(0)), rows.GetInt32(1));
            _ids[topic] = id;
            _names[id] = topic;
            read.Add((topic, id));
        }

        return read;
    }
}
