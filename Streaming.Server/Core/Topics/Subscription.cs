using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Reads one or more topics for a subscriber: first the messages after a position, then new messages, each exactly once and in the order of
/// its topic. Messages that the log has deleted are replaced by a message of type <see cref="MessageType.Gap"/>.
/// </summary>
/// <remarks>
/// A subscription stores only an offset for each topic and queues no messages, so that a slow subscription needs no memory and does not
/// delay others. The class is not thread-safe, and can be enumerated only once. Dispose a subscription after use.
/// </remarks>
public sealed class Subscription : IAsyncEnumerable<Message>, IAsyncDisposable
{
    /// <summary>The maximum number of messages that one read of a subscription returns.</summary>
    internal const int BatchSize = 256;

    // The approximate number of bytes that a subscriber that does not read can occupy in memory, independent of the number of its topics.
    private const int BatchBytes = 32 * 1024;

    private readonly AsyncAutoResetSignal _wakeUp = new();
    private readonly List<TopicReader> _readers;
    private readonly List<Message> _batch = [];
    private readonly Action<Topic> _endUse;
    private readonly PageLimiter _pages;
    private uint _turn;
    private bool _disposed;

    internal Subscription(int topics, bool isComposite, PageLimiter pages, Action<Topic> endUse)
    {
        _readers = new List<TopicReader>(topics);
        (_pages, _endUse) = (pages, endUse);
        IsComposite = isComposite;
    }

    /// <summary>
    /// Whether the subscription was opened for a list of topics, so that its positions are written as one text (see
    /// <see cref="CompositePosition"/>).
    /// </summary>
    public bool IsComposite { get; }

    /// <summary>
    /// Whether the first message of a topic is a gap, that is, the log has deleted messages after the requested position.
    /// </summary>
    public bool StartsWithGap => _readers.Exists(reader => reader.HasGap);

    /// <summary>The position of the subscriber in each topic, after the last message that was read.</summary>
    public IEnumerable<KeyValuePair<TopicName, Position>> Positions =>
        _readers.Select(reader => KeyValuePair.Create(reader.Topic.Name, reader.Position));

    /// <summary>The objects that read the topics of the subscription, one for each topic.</summary>
    internal IReadOnlyList<TopicReader> Readers => _readers;

    /// <summary>
    /// Returns the waiting messages of all topics, or waits for new messages. The result is empty only after cancellation.
    /// </summary>
    /// <returns>The messages, in a list that the next call reuses.</returns>
    public async ValueTask<IReadOnlyList<Message>> ReadAsync(CancellationToken cancellationToken)
    {
        using var onCancel = cancellationToken.UnsafeRegister(static signal => ((AsyncAutoResetSignal)signal!).Set(), _wakeUp);
        _batch.Clear();
        while (!cancellationToken.IsCancellationRequested)
        {
            // Each iteration continues with the next topic, so that a topic with many messages does not prevent the delivery of others.
            var bytes = 0;
            for (var i = 0; i < _readers.Count && _batch.Count < BatchSize && bytes < BatchBytes; i++)
            {
                var before = _batch.Count;
                await _readers[(int)(_turn++ % (uint)_readers.Count)].ReadAsync(
                    _batch, new PageSize(BatchSize - _batch.Count, BatchBytes - bytes), cancellationToken);
                for (; before < _batch.Count; before++)
                    bytes += _batch[before].Data.Length;
            }

            if (_batch.Count > 0)
                return _batch;
            await _wakeUp.WaitAsync();
        }

        return [];
    }

    /// <inheritdoc/>
    public async IAsyncEnumerator<Message> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        while (await ReadAsync(cancellationToken) is { Count: > 0 } batch)
        {
            for (var i = 0; i < batch.Count; i++)
                yield return batch[i];
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_disposed)
            return ValueTask.CompletedTask;
        _disposed = true;
        foreach (var reader in _readers)
            reader.Release();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Transfers the only reader of this subscription to the fan-out (the part that sends messages to connections), which continues to read
    /// and releases the reader. This subscription must not be used afterwards.
    /// </summary>
    internal TopicReader HandOver()
    {
        _disposed = true;
        var reader = _readers.Single();
        reader.HandOver();
        return reader;
    }

    internal async ValueTask AddAsync(Topic topic, StartAt start, SlowPolicy slow, TimeProvider time, CancellationToken cancellationToken)
    {
        var reader = new TopicReader(topic, slow, _wakeUp, _endUse, _pages, time);
        try
        {
            if (start.After is { } after)
                await AttachAfterAsync(reader, after, cancellationToken);
            else if (start.FromEarliest)
                topic.Attach(reader, (await topic.Log.GetStateAsync(topic.Name, cancellationToken)).Oldest);
            else
                topic.Attach(reader, next: null);
        }
        catch
        {
            _endUse(topic);
            throw;
        }

        _readers.Add(reader);
    }

    private static async ValueTask AttachAfterAsync(TopicReader reader, Position after, CancellationToken cancellationToken)
    {
        var topic = reader.Topic;
        var continues = string.Equals(after.Epoch, topic.Epoch, StringComparison.Ordinal);
        if (continues && after.Offset <= topic.Known)
        {
            topic.Attach(reader, after.Offset + 1);
            return;
        }

        // The position has another epoch than the log, or the client has received a newer message from another process with the same store.
        var state = await topic.Log.GetStateAsync(topic.Name, cancellationToken);
        if (continues && after.Offset <= state.Newest)
        {
            topic.CatchUp(state.Newest);
            topic.Attach(reader, after.Offset + 1);
            return;
        }

        reader.StartWithGap(after, state);
        topic.Attach(reader, state.Oldest);
    }
}
