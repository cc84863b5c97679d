using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Shares the number of subscribers of each topic with the other nodes (server processes). Every two seconds, one SQL statement writes the
/// numbers that have changed on this node and reads the numbers that have changed on other nodes.
/// </summary>
internal sealed partial class PostgresqlSubscribers(
    PostgresqlDatabase database, PostgresqlNodes nodes, TopicRegistry topics, OtherSubscribers others, TimeProvider time,
    ILogger<PostgresqlSubscribers> logger) : BackgroundService
{
    private const string Share =
        "SELECT o_node, o_version, o_is_complete, o_topic, o_count FROM streaming.share_subscribers_v1($1, $2, $3, $4, $5, $6, $7)";

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    private readonly OwnSubscribers _own = new(topics);
    private readonly Dictionary<Guid, OtherNodeSubscribers> _nodes = [];
    private bool _hasFailed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (nodes.Id is { } node)
                    await TryShareAsync(node, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server is stopping, so the loop ends.
        }
    }

    private async Task TryShareAsync(Guid node, CancellationToken cancellationToken)
    {
        try
        {
            await ShareAsync(node).WaitAsync(cancellationToken);
            _hasFailed = false;
        }
        catch (Exception e) when (PostgresqlFailure.IsDatabaseError(e))
        {
            // Either it is unknown whether the write has succeeded, or PostgreSQL has crashed and lost all numbers. So the next write
            // contains all numbers.
            _own.WriteAllNext();
            if (!_hasFailed)
                LogFailed(e.Message);
            _hasFailed = true;
        }
    }

    private async Task ShareAsync(Guid node)
    {
        var write = _own.Next(node);
        await using var command = database.Source.CreateCommand(Share);
        command.Parameters.Uuid(node).Bigint(write?.Version).Boolean(write?.IsComplete ?? false)
            .Texts(write?.Counts.Keys.Select(topic => topic.Value) ?? []).Integers(write?.Counts.Values ?? [])
            .Uuids(_nodes.Keys).Bigints(_nodes.Values.Select(other => other.Version));
        var present = new HashSet<Guid>();
        await using (var row = await command.ExecuteReaderAsync(CancellationToken.None))
        {
            while (await row.ReadAsync(CancellationToken.None))
                Read(row, present);
        }

        foreach (var gone in _nodes.Keys.Except(present).ToList())
        {
            Clear(_nodes[gone]);
            _nodes.Remove(gone);
        }

        if (write is not null)
            _own.Written(write);
    }

    // Reads one row of the query's result. For each node, the result first has a row without a topic, and then a row for each topic that
    // has changed.
    private void Read(NpgsqlDataReader row, HashSet<Guid> present)
    {
        var id = row.GetGuid(0);
        if (!_nodes.TryGetValue(id, out var other))
            _nodes.Add(id, other = new OtherNodeSubscribers());
        if (present.Add(id) && row.GetBoolean(2))
            Clear(other);
        other.Version = row.GetInt64(1);
        if (row.IsDBNull(3))
            return;
        var (topic, count) = (new TopicName(row.GetString(3)), row.GetInt32(4));
        others.Add(topic, count - other.Counts.GetValueOrDefault(topic));
        if (count > 0)
            other.Counts[topic] = count;
        else
            other.Counts.Remove(topic);
    }

    private void Clear(OtherNodeSubscribers other)
    {
        foreach (var (topic, count) in other.Counts)
            others.Add(topic, -count);
        other.Counts.Clear();
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to share the numbers of subscribers with the other nodes: {Problem}")]
    private partial void LogFailed(string problem);
}
