using Streaming.Server.Core.Properties;

namespace Streaming.Server.Storage.Memory;

/// <summary>
/// Keeps the producers of one topic in memory. (A producer is a client that numbers its requests, so that repeated requests append
/// nothing.) The class is not thread-safe: only a thread that holds the topic's lock may use it.
/// </summary>
internal sealed class MemoryProducers
{
    private readonly Dictionary<string, (ProducerStamp Last, DateTime Time)> _producers = new(StringComparer.Ordinal);

    /// <summary>
    /// Returns the last accepted request of a producer (a client that numbers its requests). If the producer is unknown, returns whether
    /// the topic has room for one more producer.
    /// </summary>
    /// <param name="id">The name that the producer (a client that numbers its requests) has chosen for itself.</param>
    /// <param name="most">The maximum number of producers (clients that number their requests) that are stored for the topic.</param>
    /// <param name="time">
    /// The time of the request. If there are too many producers (clients that number their requests), those that were not used for 7 days
    /// are removed.
    /// </param>
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

    /// <summary>
    /// Stores the numbers of the last accepted request of a producer (a client that numbers its requests), so that a repetition of this
    /// request is recognized.
    /// </summary>
    public void Save(ProducerStamp stamp, DateTime time) => _producers[stamp.Id] = (stamp, time);
}
