using System.Collections.Concurrent;
using Streaming.Stress.Clients;
using Streaming.Stress.Report;

namespace Streaming.Stress.Ledgers;

/// <summary>
/// Records the answers to all publish requests and the messages that each subscriber received, and compares both with the stored
/// messages. All threads of a scenario may call it.
/// </summary>
/// <param name="result">The result that receives each check.</param>
internal sealed class Ledger(ScenarioResult result)
{
    private readonly ConcurrentDictionary<string, TopicLedger> _topics = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ReaderLedger> _readers = [];
    private long _lastId;
    private long _acknowledged;

    /// <summary>The number of acknowledged messages.</summary>
    public long AcknowledgedMessages => Volatile.Read(ref _acknowledged);

    public IEnumerable<string> Topics => _topics.Keys.Order(StringComparer.Ordinal);

    public IEnumerable<ReaderLedger> Readers => _readers;

    /// <summary>Returns the ids of the next messages to publish. No other message has them.</summary>
    public Batch NextBatch(int count) => new(Interlocked.Add(ref _lastId, count) - count + 1, count);

    /// <summary>Returns the record of one topic.</summary>
    public TopicLedger Of(string topic) => _topics.GetOrAdd(topic, name => new TopicLedger(name, result));

    /// <summary>Creates the record of a subscriber that resumes after each interruption.</summary>
    /// <param name="name">The name of the subscriber in the report.</param>
    public ReaderLedger NewReader(string name)
    {
        var reader = new ReaderLedger(name, this, result);
        _readers.Enqueue(reader);
        return reader;
    }

    /// <summary>Records that the server has acknowledged a publish.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="first">The position of the first message.</param>
    /// <param name="batch">The ids of the messages.</param>
    public void Acknowledged(string topic, Position first, Batch batch)
    {
        Interlocked.Add(ref _acknowledged, batch.Count);
        result.Count("acknowledged", batch.Count);
        Of(topic).Acknowledged(first, batch);
    }

    /// <summary>Records that a publish was sent and not answered, so that its messages may or may not be stored.</summary>
    public void Unknown(string topic, Batch batch)
    {
        result.Count("unanswered", batch.Count);
        Of(topic).Unknown(batch);
    }

    /// <summary>Records that the server has refused a publish and said that nothing was stored.</summary>
    public void Refused(string topic, Batch batch)
    {
        result.Count("refused", batch.Count);
        Of(topic).Refused(batch);
    }

    /// <summary>Downloads the stored messages of all topics and compares them with the record.</summary>
    /// <param name="server">The address of the server.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public Task CheckAsync(Uri server, CancellationToken cancellationToken) => CheckAsync(server, _topics.Keys, cancellationToken);

    /// <summary>Downloads the stored messages of some topics and compares them with the record.</summary>
    /// <param name="server">The address of the server.</param>
    /// <param name="topics">The topics of this server.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public async Task CheckAsync(Uri server, IEnumerable<string> topics, CancellationToken cancellationToken)
    {
        foreach (var topic in topics.Order(StringComparer.Ordinal).Select(Of))
            await topic.CheckAsync(HistoryClient.ReadAsync(server, topic.Name, after: null, cancellationToken), Volatile.Read(ref _lastId));
    }

    /// <summary>Checks that each subscriber has received everything up to the newest stored message of its topics.</summary>
    /// <param name="readers">The subscribers.</param>
    /// <param name="patience">The time in which the subscribers have to catch up.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task CheckReadersAsync(
        IEnumerable<ReaderLedger> readers, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(patience);
        foreach (var reader in readers)
        {
            while (reader.IsBehind && !late.IsCancellationRequested)
                await Task.Delay(20, CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            reader.CheckComplete();
        }
    }
}
