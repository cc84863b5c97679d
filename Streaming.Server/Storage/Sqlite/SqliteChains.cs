using Microsoft.Data.Sqlite;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Finds the topics that store the messages of a fork (a topic that begins with the messages of another topic, its source). The source may
/// itself be a fork. So the result is a chain: the fork, its source, the source of that source, and so on.
/// </summary>
internal sealed class SqliteChains(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _source = new(connection, """
        SELECT p.source, p.fork_offset, t.oldest, p.source_epoch FROM topic_properties p JOIN topics t ON t.id = p.source WHERE p.topic = ?1
        """);

    /// <summary>
    /// Returns the topics that store the messages of a fork (a topic that begins with the messages of its source), from the oldest source
    /// to the fork itself. For each topic, returns the range of offsets that it stores for the fork. A source without messages of the fork
    /// is left out.
    /// </summary>
    public IReadOnlyList<(long Topic, long Low, long High)> Of(long topic)
    {
        var segments = new List<(long, long, long)>();
        foreach (var (id, low, high, _, _) in Walk(topic))
        {
            if (low <= high)
                segments.Add((id, low, high));
        }

        segments.Reverse();
        return segments;
    }

    /// <summary>
    /// Returns the offset from which a fork (a topic that begins with the messages of its source) has all messages. Older messages were
    /// deleted from the fork or from one of its sources.
    /// </summary>
    /// <param name="topic">The id of the fork (a topic that begins with the messages of another topic).</param>
    /// <param name="own">
    /// The offset of the oldest message that is stored in the fork itself, and not in its source (the topic with whose messages it begins).
    /// </param>
    public long Oldest(long topic, long own)
    {
        long? oldest = null;
        foreach (var (_, low, high, kept, _) in Walk(topic))
        {
            if (low > high)
                continue;
            if (oldest is { } above && above != high + 1)
                break;
            oldest = oldest is null ? Math.Max(low, own) : Math.Min(high + 1, Math.Max(low, kept));
        }

        return Math.Max(oldest ?? own, own);
    }

    /// <summary>
    /// Returns the last offset up to which a fork has the same messages as its source (the topic with whose messages it begins) with the
    /// given epoch (the id of a topic's lifetime). Returns null if no source of the fork has this epoch.
    /// </summary>
    public long? FindThrough(long topic, string epoch)
    {
        foreach (var (_, _, high, _, of) in Walk(topic))
        {
            if (string.Equals(of, epoch, StringComparison.Ordinal))
                return high;
        }

        return null;
    }

    public void Dispose() => _source.Dispose();

    // Returns the fork, its source (the topic with whose messages it begins), the source of that source, and so on. Each element has the
    // range of offsets that the topic stores for the fork, the oldest offset that the topic still stores, and the topic's epoch (id of one
    // lifetime).
    private List<(long Topic, long Low, long High, long Kept, string? Epoch)> Walk(long topic)
    {
        var chain = new List<(long, long, long, long, string?)>();
        var (id, high, kept, epoch) = (topic, long.MaxValue, 1L, (string?)null);
        while (true)
        {
            using var rows = _source.Bind(1, id).ReadRows();
            if (!_source.Step())
            {
                chain.Add((id, 1, high, kept, epoch));
                return chain;
            }

            var offset = _source.Int64(1);
            chain.Add((id, offset + 1, high, kept, epoch));
            (id, high, kept, epoch) = (_source.Int64(0), Math.Min(high, offset), _source.Int64(2), _source.Text(3));
        }
    }
}
