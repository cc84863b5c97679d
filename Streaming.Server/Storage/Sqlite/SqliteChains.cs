using Microsoft.Data.Sqlite;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>Finds the topics of which a fork consists: its sources, and the fork itself.</summary>
internal sealed class SqliteChains(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _source = new(connection, """
        SELECT p.source, p.fork_offset, t.oldest, p.source_epoch FROM topic_properties p JOIN topics t ON t.id = p.source WHERE p.topic = ?1
        """);

    /// <summary>
    /// Returns from the first source to the topic itself which offsets are those of its own messages. Topics of which the fork has no
    /// messages are left out.
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

    /// <summary>Returns the oldest message of a fork after which none is missing.</summary>
    /// <param name="topic">The fork.</param>
    /// <param name="own">The oldest offset in the row of the fork.</param>
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

    /// <summary>Returns the last offset that a fork has in common with the source of an epoch; null if it has no such source.</summary>
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

    // From the fork to its first source: the range of offsets, the oldest message that is kept, and the epoch of a source.
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
