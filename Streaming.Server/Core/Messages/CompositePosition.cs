using System.Text;

namespace Streaming.Server.Core.Messages;

/// <summary>
/// The positions of a subscriber in several topics, written in one text: <c>topic=epoch-offset,topic=epoch-offset</c>. In a stream of
/// several topics, the id of each event is such a text.
/// </summary>
internal static class CompositePosition
{
    /// <summary>Parses a text that contains the positions of a subscriber in several topics.</summary>
    /// <exception cref="RefusalException">The text is not a list of topics and positions, or contains a topic twice.</exception>
    public static IReadOnlyDictionary<TopicName, Position> Parse(string text)
    {
        var positions = new Dictionary<TopicName, Position>();
        foreach (var part in text.Split(','))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !Position.TryParse(part.AsSpan(equals + 1), out var position)
                || !positions.TryAdd(TopicName.Parse(part[..equals]), position))
                throw RefusalException.Invalid($"The position in several topics is not valid; {Advice(part, equals)}");
        }

        return positions;
    }

    /// <summary>Writes the positions of a subscriber in several topics into one text.</summary>
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

    private static string Advice(string part, int equals)
    {
        if (equals < 0 && Position.TryParse(part, out _))
            return $"write the position with its topic, as in 'news={part}'.";
        if (part[(equals + 1)..] == "earliest")
            return "'earliest' is for all topics together. To begin one topic with its oldest message, use its epoch and -0, " +
                "as in 'news=k3f9a2-0'.";
        return "use the id of an event as it was received, such as 'a=k3f9a2-7,b=k3f9a2-12'.";
    }
}
