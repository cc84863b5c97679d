using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Reads the commits of other nodes (server processes) to the durable topics and, if a policy selects them, to the topics in memory that
/// all nodes share.
/// </summary>
internal sealed class SeenLogs(IReadOnlyList<SeenCommits> logs)
{
    private readonly int[] _generations = new int[logs.Count];

    public SeenLogs(SeenCommits durable, PostgresqlMemoryTopics memory, TopicLogs logs)
        : this(logs.Written.Contains(memory.Log) ? [durable, memory.Seen] : [durable])
    {
    }

    /// <summary>The PostgreSQL channels on which the commits are announced.</summary>
    public IReadOnlyList<string> Channels => [.. logs.Select(log => log.Tables.Schema)];

    /// <summary>The number of commits that other nodes have announced, and whose messages this node has not read yet.</summary>
    public long Missing => logs.Sum(log => log.Missing);

    /// <summary>Whether this node uses topics in memory that all nodes share.</summary>
    public bool HasMemory => logs.Count > 1;

    /// <summary>
    /// Returns a change for each loaded topic that has got another epoch (the id of a topic's lifetime), because the generation of its log
    /// (a number that increases when messages may have been lost) has changed since the previous call. Such a log may have lost the newest
    /// messages of any topic.
    /// </summary>
    /// <param name="topics">The topics that are loaded into memory.</param>
    public IReadOnlyList<TopicChange> TakeEpochChanges(LoadedTopics topics)
    {
        var changes = new List<TopicChange>();
        for (var i = 0; i < logs.Count; i++)
        {
            var (tables, former) = (logs[i].Tables, _generations[i]);
            _generations[i] = tables.Generation;
            if (former == 0 || former == _generations[i])
                continue;
            changes.AddRange(topics.All.Where(topic => topic.Policy.Store == tables.Store).Select(
                topic => new TopicChange(topic.Name, 0) { Epoch = tables.EpochOf(topic.Name), Store = tables.Store }));
        }

        return changes;
    }

    /// <inheritdoc cref="SeenCommits.TryAdd"/>
    public bool TryAdd(string channel, string announcement, List<TopicChange> changes) =>
        logs.FirstOrDefault(log => string.Equals(log.Tables.Schema, channel, StringComparison.Ordinal)) is not { } log
        || log.TryAdd(announcement, changes);

    /// <summary>Reads the commits of other nodes that this node has not seen yet, and records them as seen.</summary>
    /// <returns>The topics to which these commits appended messages, each with its newest offset.</returns>
    public async Task<List<TopicChange>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var changes = new List<TopicChange>();
        foreach (var log in logs)
            changes.AddRange(await log.ReadAsync(connection, cancellationToken));
        return changes;
    }

    /// <inheritdoc cref="SeenCommits.ReadRecentAsync"/>
    public async Task<List<TopicChange>> ReadRecentAsync(NpgsqlConnection connection, TimeSpan age)
    {
        var changes = new List<TopicChange>();
        foreach (var log in logs)
            changes.AddRange(await log.ReadRecentAsync(connection, age));
        return changes;
    }
}
