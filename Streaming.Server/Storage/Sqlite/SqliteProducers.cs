using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Properties;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Stores producers of topics (clients that number their requests, so that repeated requests append nothing), in the same transaction as
/// their messages.
/// </summary>
internal sealed class SqliteProducers(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _find = new(connection, "SELECT epoch, seq FROM topic_producers WHERE topic = ?1 AND id = ?2");
    private readonly SqliteStatement _count = new(connection, "SELECT count(*) FROM topic_producers WHERE topic = ?1");
    private readonly SqliteStatement _deleteOld = new(connection, "DELETE FROM topic_producers WHERE topic = ?1 AND time < ?2");

    private readonly SqliteStatement _save = new(
        connection, "INSERT OR REPLACE INTO topic_producers (topic, id, epoch, seq, time) VALUES (?1, ?2, ?3, ?4, ?5)");

    /// <summary>
    /// Returns the last accepted request of a producer (a client that numbers its requests). If the producer is unknown, returns whether
    /// the topic has room for one more producer.
    /// </summary>
    public KnownProducer Find(long topic, string id, int most, DateTime time)
    {
        _find.Bind(1, topic).Bind(2, id);
        using (var rows = _find.ReadRows())
        {
            if (_find.Step())
                return new KnownProducer(new ProducerStamp(id, _find.Int64(0), _find.Int64(1)), HasRoom: true);
        }

        if (Count(topic) >= most)
            _deleteOld.Bind(1, topic).Bind(2, SqliteTime.From(time - ProducerStamp.KeepFor)).Run();
        return new KnownProducer(Last: null, Count(topic) < most);
    }

    /// <summary>
    /// Stores the numbers of the last accepted request of a producer (a client that numbers its requests), so that a repetition of this
    /// request is recognized.
    /// </summary>
    public void Save(long topic, ProducerStamp stamp, DateTime time) => _save.Bind(1, topic).Bind(2, stamp.Id).Bind(3, stamp.Epoch)
        .Bind(4, stamp.Seq).Bind(5, SqliteTime.From(time)).Run();

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_find, _count, _deleteOld, _save])
            statement.Dispose();
    }

    private long Count(long topic)
    {
        _count.Bind(1, topic);
        using var rows = _count.ReadRows();
        _count.Step();
        return _count.Int64(0);
    }
}
