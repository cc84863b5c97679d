using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Creates and deletes topics inside the current transaction. A new topic may be a fork, which begins with the messages of another topic.
/// </summary>
internal sealed class SqliteLives(SqliteConnection connection, SqliteTopicRows topics) : IDisposable
{
    private readonly SqliteStatement _hasForks = new(connection, "SELECT 1 FROM topic_properties WHERE source = ?1 LIMIT 1");
    private readonly SqliteStatement _sourceOf = new(connection, """
        SELECT t.id, t.name FROM topic_properties p JOIN topics t ON t.id = p.source WHERE p.topic = ?1
        """);

    private readonly SqliteStatement _delete = new(connection, "DELETE FROM topics WHERE id = ?1");
    private readonly SqliteStatement _deleteProperties = new(connection, "DELETE FROM topic_properties WHERE topic = ?1");
    private readonly SqliteStatement _note = new(
        connection, "INSERT INTO deleted_topics (topic, name, moved, time) VALUES (?1, ?2, ?3, ?4)");
    private readonly SqliteStatement _raiseTransaction = new(connection, "UPDATE store SET moved = max(moved, ?1)");

    /// <summary>
    /// The number of the current transaction if it has deleted a topic; otherwise null. Other processes that use the same file find the
    /// deletion by this number.
    /// </summary>
    public long? Deleted { get; private set; }

    /// <summary>Returns the given row of a topic. If the topic has expired, deletes the topic and returns null.</summary>
    public SqliteTopicRow? Unexpired(AppendRequest append, SqliteTopicRow row)
    {
        if (row.Properties is not { } properties)
            return row;
        if (append.Touched is { } touched)
            row.Properties = properties = properties.TouchedAt(touched);
        if (!properties.IsExpired(append.Time))
            return row;
        return Delete(append.Topic, row, append.Time) == DeleteOutcome.Deleted ? null : row;
    }

    /// <summary>Creates a topic without messages. If the topic cannot be created, the result states the reason.</summary>
    public (SqliteTopicRow? Row, AppendVerdict Verdict) Create(AppendRequest append)
    {
        var creation = append.Creation!;
        var existing = topics.GetExisting(append.Topic);
        if (existing is not null && Unexpired(append, existing) is { } unexpired)
            return (unexpired, TopicCreations.Existing(creation, unexpired.Properties));
        SqliteTopicRow? row = null;
        ForkSource? source = null;
        if (creation.Fork is { } fork)
        {
            row = topics.GetExisting(fork.Source);
            if (row?.Properties?.IsExpired(append.Time) == true)
            {
                Delete(fork.Source, row, append.Time);
                row = null;
            }

            source = row is null ? default(ForkSource)
                : new ForkSource(Exists: true, row.Properties, row.Epoch, row.Newest, Depth(row.Id));
            if (TopicCreations.CheckSource(creation, source.Value) is { } refused)
                return (null, refused);
        }

        var properties = TopicCreations.Properties(creation, append.Time, source);
        return (topics.Create(append.Topic, properties.Fork?.Offset ?? 0, row?.Time ?? 0, properties, row?.Id),
            new AppendVerdict(AppendOutcome.Created) { Properties = properties });
    }

    /// <summary>
    /// Deletes a topic. If other topics are forks of the topic (they begin with its messages), it is only marked as deleted. Otherwise
    /// <see cref="SqliteRemains"/> deletes its messages later.
    /// </summary>
    public DeleteOutcome Delete(TopicName name, SqliteTopicRow row, DateTime time)
    {
        if (HasForks(row.Id))
        {
            row.Properties = (row.Properties ?? TopicProperties.Default) with { IsDeleted = true };
            row.HasNewProperties = true;
            return DeleteOutcome.KeptForForks;
        }

        Deleted ??= topics.NextTransaction();
        var source = SourceOf(row.Id);
        _note.Bind(1, row.Id).Bind(2, name.Value).Bind(3, Deleted.Value).Bind(4, SqliteTime.From(time)).Run();
        _raiseTransaction.Bind(1, Deleted.Value).Run();
        _delete.Bind(1, row.Id).Run();
        _deleteProperties.Bind(1, row.Id).Run();
        topics.Drop(name, row);
        if (source is { } from && topics.GetExisting(from.Name) is { Properties.IsDeleted: true } kept && !HasForks(kept.Id))
            Delete(from.Name, kept, time);
        return DeleteOutcome.Deleted;
    }

    /// <summary>Called at the end of a transaction, so that the next transaction starts without a deleted topic.</summary>
    public void Clear() => Deleted = null;

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_hasForks, _sourceOf, _delete, _deleteProperties, _note, _raiseTransaction])
            statement.Dispose();
    }

    private bool HasForks(long topic)
    {
        _hasForks.Bind(1, topic);
        using var rows = _hasForks.ReadRows();
        return _hasForks.Step();
    }

    private int Depth(long topic)
    {
        var depth = 0;
        for (var source = SourceOf(topic); source is { } from; source = SourceOf(from.Id))
            depth++;
        return depth;
    }

    private (long Id, TopicName Name)? SourceOf(long topic)
    {
        _sourceOf.Bind(1, topic);
        using var rows = _sourceOf.ReadRows();
        return _sourceOf.Step() ? (_sourceOf.Int64(0), new TopicName(_sourceOf.Text(1))) : null;
    }
}
