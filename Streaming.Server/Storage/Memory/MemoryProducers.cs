using Streaming.Server.Core.Topics.Properties;

namespace Streaming.Server.Storage.Memory;

/// <summary>
/// Keeps the idempotent producers of one topic in memory. The class is not thread-safe: only a thread that holds the topic's lock may use
/// it.
/// </summary>
internal sealed class MemoryProducers
{
    private readonly Dictionary<string, (ProducerStamp Last, DateTime Time)> _producers = new(StringComparer.Ordinal);

    /// <summary>Returns what is known of a producer, and whether another one could be kept.</summary>
    /// <param name="id">The name of the producer.</param>
    /// <param name="most">How many producers are kept.</param>
    /// <param name="time">The time of the request. Producers that were not used for long give their places to new ones.</param>
    public KnownProducer Find(string id, int most, DateTime time)
    {
        if (_producers.TryGetValue(id, out var known))
            return new KnownProducer(known.Last, HasRoom: true);
        if (_producers.Count >= most)
        {
            foreach (var (old, _) in _producers.Where(pair => pair.Value.Time < time - ProducerStamp.KeepFor).ToList())
                _producers.Remove(old);
        }

        return new KnownProducer(Last: null, _producers.Count < most);
    }

    /// <summary>Stores a request of a producer that was accepted.</summary>
    public void Save(ProducerStamp stamp, DateTime time) => _producers[stamp.Id] = (stamp, time);
}
