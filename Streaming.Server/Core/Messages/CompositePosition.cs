using System.Text;

namespace Streaming.Server.Core.Messages;

/// <summary>Where a reader of several topics stands, written <c>topic=epoch-offset,topic=epoch-offset</c>. It is the event id of such a stream.</summary>
public static class CompositePosition
{
    /// <summary>Reads a cursor.</summary>
    /// <exception cref="RefusalException">The text is not a cursor, or names a topic twice.</exception>
    public static IReadOnlyDictionary<TopicName, Position> Parse(string text)
    {
        var positions = new Dictionary<TopicName, Position>();
        foreach (var part in text.Split(','))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !Position.TryParse(part.AsSpan(equals + 1), out var position) || !positions.TryAdd(TopicName.Parse(part[..equals]), position))
                throw RefusalException.Invalid("The cursor is not valid; a cursor of several topics looks like 'a=k3f9a2-7,b=k3f9a2-12', as it comes as the id of every event.");
        }

        return positions;
    }

    /// <summary>Writes a cursor.</summary>
    public static string Format(IEnumerable<KeyValuePair<TopicName, Position>> positions)
    {
        var text = new StringBuilder();
        foreach (var (topic, position) in positions)
        {
            if (text.Length > 0)
                text.Append(',');
            text.Append(topic.Value).Append('=').Append(position.Epoch).Append('-').Append(position.Offset);
        }

        return text.ToString();
    }
}
