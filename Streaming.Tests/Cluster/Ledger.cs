using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Streaming.Tests.Cluster;

/// <summary>What publishers were told and what readers have received. Each contradiction is a fault.</summary>
internal sealed class Ledger
{
    private const int MaxFaults = 20;

    private readonly ConcurrentDictionary<(string Topic, long Offset), string> _messages = new();
    private readonly ConcurrentDictionary<(string Topic, string Text), long> _acknowledged = new();
    private readonly ConcurrentDictionary<(string Topic, string Text), bool> _refused = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly Channel<bool> _progress =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public IReadOnlyCollection<string> Faults => _faults;

    public int Acknowledged => _acknowledged.Count;

    public int Unknown { get; private set; }

    public int Refused => _refused.Count;

    /// <summary>Wakes the test: a reader has received a message, or has ended.</summary>
    public void SignalProgress() => _progress.Writer.TryWrite(true);

    /// <summary>Waits until a reader has received a message or has ended since the last call.</summary>
    public ValueTask<bool> WaitForProgressAsync(CancellationToken cancellationToken) => _progress.Reader.ReadAsync(cancellationToken);

    public void Fault(string text)
    {
        if (_faults.Count < MaxFaults)
            _faults.Enqueue(text);
    }

    public void OnAcknowledged(string topic, long offset, string text)
    {
        if (!_acknowledged.TryAdd((topic, text), offset))
            Fault($"'{text}' was acknowledged twice.");
        OnSeen("a publisher", topic, offset, text);
    }

    /// <summary>The server said that nothing was stored.</summary>
    public void OnRefused(string topic, string text) => _refused[(topic, text)] = true;

    /// <summary>The publisher got no answer, so the message is in the topic once, or not at all.</summary>
    public void OnUnknown()
    {
        lock (_faults)
            Unknown++;
    }

    public void OnSeen(string reader, string topic, long offset, string text)
    {
        if (_messages.GetOrAdd((topic, offset), text) is var first && first != text)
            Fault($"{reader}: offset {offset} of {topic} is '{text}', and was '{first}'.");
    }

    /// <summary>Checks the whole content of a topic after the run.</summary>
    public void Check(string topic, IReadOnlyList<Received> log)
    {
        for (var i = 0; i < log.Count; i++)
        {
            if (log[i].Offset != i + 1)
                Fault($"{topic} has offset {log[i].Offset} in place of {i + 1}.");
            OnSeen("the log", topic, log[i].Offset, log[i].Data);
            if (_refused.ContainsKey((topic, log[i].Data)))
                Fault($"'{log[i].Data}' is in {topic}, but the server said that nothing was stored.");
        }

        foreach (var text in log.GroupBy(message => message.Data, StringComparer.Ordinal).Where(text => text.Count() > 1))
            Fault($"'{text.Key}' is in {topic} {text.Count()} times.");
        foreach (var ((_, text), offset) in _acknowledged.Where(message => message.Key.Topic == topic))
        {
            if (offset > log.Count || log[(int)offset - 1].Data != text)
                Fault($"'{text}' was acknowledged at {topic} {offset}, and is not there.");
        }
    }
}
