using System.Collections.Concurrent;
using Streaming.Stress.Report;

namespace Streaming.Stress.Ledgers;

/// <summary>Records what one resuming subscriber received, and checks that it received each message once and in order.</summary>
/// <param name="name">The name of the subscriber in the report.</param>
/// <param name="ledger">The record of all topics.</param>
/// <param name="result">The result that receives each check.</param>
internal sealed class ReaderLedger(string name, Ledger ledger, ScenarioResult result)
{
    private readonly ConcurrentDictionary<string, long> _last = new(StringComparer.Ordinal);

    public string Name => name;

    /// <summary>The number of messages that the subscriber received.</summary>
    public long Messages { get; private set; }

    /// <summary>Whether a known message of a followed topic has not reached the subscriber yet.</summary>
    public bool IsBehind => _last.Any(topic => topic.Value < ledger.Of(topic.Key).Newest);

    /// <summary>Records that the subscriber follows a topic.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="after">The offset after which the subscriber begins; 0 for the oldest message.</param>
    public void Follow(string topic, long after = 0) => _last[topic] = after;

    /// <summary>The offset of the last message that the subscriber received of a topic; 0 if there is none.</summary>
    public long Last(string topic) => _last.GetValueOrDefault(topic);

    /// <summary>Records that the subscriber received a message.</summary>
    public void Seen(ReceivedMessage message)
    {
        var (topic, offset) = (message.Topic, message.Position.Offset);
        var last = _last.GetValueOrDefault(topic);
        if (offset == last + 1)
            result.Held(Promises.Once);
        else
            result.Violate(Promises.Once, $"offset {last + 1} ({name})", $"offset {offset}", topic, offset);
        _last[topic] = Math.Max(last, offset);
        Messages++;
        // Messages of the server, such as joins, have an offset and no id. Durable Streams have no types.
        ledger.Of(topic).Seen(name, message.Position, message is { IsOwn: true, Id: > 0 } ? message.Id : -1);
    }

    /// <summary>Records that the server reported a gap, and checks that a request to delete these messages was sent.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="oldest">The offset of the oldest message that still exists.</param>
    public void Gap(string topic, long oldest)
    {
        result.Check(
            Promises.Once, ledger.Of(topic).MayLack(oldest - 1), $"no gap ({name})", $"a gap up to offset {oldest - 1}", topic, oldest);
        _last[topic] = Math.Max(_last.GetValueOrDefault(topic), oldest - 1);
    }

    /// <summary>Checks that the subscriber has received the newest known message of each followed topic.</summary>
    public void CheckComplete()
    {
        foreach (var (topic, last) in _last)
        {
            var newest = ledger.Of(topic).Newest;
            result.Check(
                Promises.Once, last >= newest, $"all messages up to offset {newest} ({name})", $"messages up to {last}", topic, last + 1);
        }
    }
}
