using System.Collections.Concurrent;
using Npgsql;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Looks up the ids of topics in the database, and caches them in this process. A database server never assigns an id to a second topic. So
/// a cached id stays valid until a failover; after that, the new server may not have the topic.
/// </summary>
internal sealed class PostgresqlTopicIds(PostgresqlTopicTables tables)
{
    // The maximum number of topic ids in the cache, which then takes about 10 MB. When it is full, the cache is emptied.
    private const int MaxRemembered = 100_000;

    private readonly ConcurrentDictionary<TopicName, int> _ids = new();
    private readonly ConcurrentDictionary<int, TopicName> _names = new();
    private readonly ConcurrentDictionary<int, int> _generations = new();
    private readonly ConcurrentDictionary<int, string> _lives = new();
    private readonly ConcurrentDictionary<TopicName, bool> _withProperties = new();
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
            var sql = $"SELECT o_name, o_id, o_life FROM {tables.Schema}.topics_v2($1)";
            foreach (var (topic, id) in await ReadAsync(connection, sql, Parameters.Texts([.. missing]), cancellationToken))
                ids[topic] = id;
        }

        return [.. topics.Select(topic => ids[topic])];
    }

    /// <summary>Returns the names of the topics with the given ids. Topics that do not exist are omitted.</summary>
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
            var sql = $"SELECT split_part(name, ' ', 1), id, life FROM {tables.Schema}.topics WHERE id = ANY ($1)";
            foreach (var (topic, id) in await ReadAsync(connection, sql, Parameters.Integers([.. missing]), cancellationToken))
                names[id] = topic;
        }

        return names;
    }

    /// <summary>
    /// Returns those of the given topics to which this node has not appended since the database server began a new generation (after a
    /// failover or a restored backup). In the first generation the result is empty.
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

    /// <summary>
    /// Returns the id of the current life of a topic (the time from its creation to its deletion), as this node last read it. Null if the
    /// topic was created by its first publish.
    /// </summary>
    public string? LifeOf(int id) => _lives.GetValueOrDefault(id);

    /// <summary>Whether a topic had properties when this node last read it.</summary>
    public bool HasProperties(TopicName topic) => _withProperties.ContainsKey(topic);

    /// <summary>Stores in the cache the state of a topic that was read from the database; null if the topic has no row.</summary>
    public void Learn(TopicName topic, TopicUse? use)
    {
        if (use is null)
        {
            _ids.TryRemove(topic, out _);
            _withProperties.TryRemove(topic, out _);
            return;
        }

        (_ids[topic], _names[use.Id]) = (use.Id, topic);
        SetLife(use.Id, use.NewLife ?? use.Life);
        if (use.Properties is not null)
            _withProperties[topic] = true;
        else
            _withProperties.TryRemove(topic, out _);
    }

    private void SetLife(int id, string? life)
    {
        if (life is null)
            _lives.TryRemove(id, out _);
        else
            _lives[id] = life;
    }

    private void RemoveFormerGeneration()
    {
        var generation = tables.Generation;
        if (_generation == generation)
            return;
        ForgetAll();
        _generations.Clear();
        _generation = generation;
    }

    private async ValueTask<List<(TopicName Topic, int Id)>> ReadAsync(
        NpgsqlConnection connection, string sql, NpgsqlParameter parameter, CancellationToken cancellationToken)
    {
        if (_ids.Count > MaxRemembered || _withProperties.Count > MaxRemembered)
            ForgetAll();

        var read = new List<(TopicName, int)>();
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { parameter } };
        await using var rows = await command.ExecuteReaderAsync(CancellationToken.None);
        while (await rows.ReadAsync(CancellationToken.None))
        {
            var (topic, id) = (new TopicName(rows.GetString(0)), rows.GetInt32(1));
            // Another node may have reported the id of a deleted topic. The name of that topic may belong to a different topic now, so the
            // id is not stored for the name.
            if (sql.Contains("topics_v2", StringComparison.Ordinal))
                _ids[topic] = id;
            _names[id] = topic;
            SetLife(id, rows.IsDBNull(2) ? null : rows.GetString(2));
            read.Add((topic, id));
        }

        return read;
    }

    private void ForgetAll()
    {
        _ids.Clear();
        _names.Clear();
        _lives.Clear();
        _withProperties.Clear();
    }
}
