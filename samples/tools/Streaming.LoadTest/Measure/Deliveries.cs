using Streaming.LoadTest.Protocol;

namespace Streaming.LoadTest.Measure;

/// <summary>Counts the messages that arrived at the subscribers of this process.</summary>
internal sealed class Deliveries(int topics)
{
    private readonly int[] _readers = new int[topics];

    public Latencies Latency { get; } = new();
    public LastReader Last { get; } = new();
    public long Count { get; private set; }
    public long Wrong { get; private set; }

    /// <summary>The number of messages that every subscriber of this process has received.</summary>
    public long Complete { get; private set; }
    public long LastAt { get; private set; }

    public void AddReader(int topic) => _readers[topic]++;

    public int ReadersOf(int topic) => _readers[topic];

    public void Add(int topic, in Delivery delivery, long now, ref SequenceCheck sequence)
    {
        var message = delivery.Sequence * topics + topic;
        if (delivery.Topic != topic || !delivery.IsWhole || delivery.Sequence < 0 || message > int.MaxValue - 1)
        {
            Wrong++;
            return;
        }

        if (!sequence.Add(delivery.Sequence))
            return;
        var latency = Math.Max(0, now - delivery.Due);
        Count++;
        LastAt = now;
        Latency.Add(latency);
        if (Last.Add((int)message, 1, latency) == _readers[topic])
            Complete++;
    }
}
