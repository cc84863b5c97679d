using Streaming.Stress.Ledgers;

namespace Streaming.Stress.Transports;

/// <summary>The positions of a Centrifugal client in its channels, as one text: <c>topic=epoch-offset,topic=epoch-offset</c>.</summary>
internal sealed class CentrifugalPositions
{
    private readonly SortedDictionary<string, Position> _positions = new(StringComparer.Ordinal);

    public static CentrifugalPositions Parse(string? text)
    {
        var positions = new CentrifugalPositions();
        foreach (var part in (text ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries))
            positions._positions[part.Split('=')[0]] = Position.Parse(part.Split('=')[1]);
        return positions;
    }

    /// <summary>Returns the position in a channel; null before the first subscription.</summary>
    public Position? Of(string topic) => _positions.TryGetValue(topic, out var position) ? position : null;

    public string EpochOf(string topic) => _positions[topic].Epoch;

    /// <summary>Records the epoch of a channel at its first subscription.</summary>
    public void Begin(string topic, string epoch) => _positions.TryAdd(topic, new Position(epoch, 0));

    /// <summary>Moves the position in a channel to a message, and returns the text of all positions.</summary>
    public string Advance(ReceivedMessage message)
    {
        _positions[message.Topic] = message.Position;
        return string.Join(',', _positions.Select(position => $"{position.Key}={position.Value}"));
    }
}
