using Microsoft.Data.Sqlite;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>Finds the topics that contain the messages of a fork: its sources, and the fork itself.</summary>
internal sealed class SqliteChains(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _source = new(connection, """
        SELECT p.source, p.fork_offset, t.oldest, p.source_epoch FROM topic_properties p JOIN topics t ON t.id = p.source WHERE p.topic = ?1
        """);

    /// <summary>
    /// Returns the topics that contain the messages of a fork, from the first source to the fork itself, each with its range of offsets.
    /// Sources without a message of the fork are left out.
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

    /// <summary>Returns the offset of the oldest message of a fork after which no message is missing.</summary>
    /// <param name="topic">The id of the fork.</param>
    /// <param name="own">The oldest offset that is stored for the fork itself.</param>
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
    /// Returns the last offset that a fork has in common with its source that has the given epoch; null if the fork has no such source.
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

    // Returns the fork and its sources, from the fork to its first source: each with its range of offsets, its oldest stored offset and its
    // epoch.
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
