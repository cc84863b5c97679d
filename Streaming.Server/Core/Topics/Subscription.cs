using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Reads the messages of one or more topics for a subscriber: first the messages after a position, then new messages. Each message is read
/// exactly once, and the messages of a topic are read in the order of their offsets. In place of messages that the log has deleted, there
/// is a message of type <see cref="MessageType.Gap"/>.
/// </summary>
/// <remarks>
/// A subscription stores only one offset for each topic and queues no messages. So a slow subscriber needs no memory and does not delay
/// other subscribers. The class is not thread-safe, and can be enumerated only once. Dispose a subscription after use.
/// </remarks>
public sealed class Subscription : IAsyncEnumerable<Message>, IAsyncDisposable
{
    /// <summary>The maximum number of messages that one call of <see cref="ReadAsync"/> returns (256).</summary>
    internal const int BatchSize = 256;

    // The approximate maximum number of bytes that one subscriber occupies in memory while its client does not read. The number of topics
    // does not change this limit.
    private const int BatchBytes = 32 * 1024;

    private readonly AsyncAutoResetSignal _wakeUp = new();
    private readonly List<TopicReader> _readers;
    private readonly List<Message> _batch = [];
    private readonly Action<Topic> _endUse;
    private readonly PageLimiter _pages;
    private uint _nextReader;
    private bool _disposed;

    internal Subscription(int topics, bool isComposite, PageLimiter pages, Action<Topic> endUse)
    {
        _readers = new List<TopicReader>(topics);
        (_pages, _endUse) = (pages, endUse);
        IsComposite = isComposite;
    }

    /// <summary>
    /// Whether the subscription was opened for a list of topics. The positions in its topics are then written in one text (see
    /// <see cref="CompositePosition"/>).
    /// </summary>
    public bool IsComposite { get; }

    /// <summary>
    /// Whether the first message of any topic is of type <c>gap</c> (a message in place of lost messages). This happens if the requested
    /// position does not exist in the topic's log: its epoch (the id of one lifetime of the log) or its offset is unknown.
    /// </summary>
    public bool StartsWithGap => _readers.Exists(reader => reader.HasGap);

    /// <summary>
    /// Whether the subscription has ended: all its topics were closed or deleted, and the last message of each (of type <c>closed</c>) was
    /// read.
    /// </summary>
    public bool HasEnded => _readers.Count > 0 && _readers.TrueForAll(static reader => reader.HasEnded);

    /// <summary>Whether the subscription has ended: all its topics were closed or deleted, and all their messages were read.</summary>
    internal bool IsAtEnd => _readers.TrueForAll(static reader => reader.IsAtEnd);

    /// <summary>The position of the subscriber in each topic: the position of the last message of the topic that was read.</summary>
    public IEnumerable<KeyValuePair<TopicName, Position>> Positions =>
        _readers.Select(reader => KeyValuePair.Create(reader.Topic.Name, reader.Position));

    /// <summary>The objects that read the messages for this subscription, one for each topic.</summary>
    internal IReadOnlyList<TopicReader> Readers => _readers;

    /// <summary>
    /// Returns messages of all topics that the subscriber has not received yet. If there are none, waits for new messages. The result is
    /// empty only if the call was cancelled, or all topics have ended.
    /// </summary>
    /// <returns>The messages, in a list that the next call overwrites.</returns>
    public async ValueTask<IReadOnlyList<Message>> ReadAsync(CancellationToken cancellationToken)
    {
        using var onCancel = cancellationToken.UnsafeRegister(static signal => ((AsyncAutoResetSignal)signal!).Set(), _wakeUp);
        _batch.Clear();
        while (!cancellationToken.IsCancellationRequested && !HasEnded)
        {
            // The topics take turns, so that a topic with many messages does not delay the messages of the other topics.
            var bytes = 0;
            for (var i = 0; i < _readers.Count && _batch.Count < BatchSize && bytes < BatchBytes; i++)
            {
                var before = _batch.Count;
                await _readers[(int)(_nextReader++ % (uint)_readers.Count)].ReadAsync(
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
    /// Passes the only reader of this subscription to the fan-out (the part of the server that sends messages to connections). From then
    /// on, the fan-out reads the messages and releases the reader. This subscription must not be used afterwards.
    /// </summary>
    internal TopicReader HandOver()
    {
        _disposed = true;
        var reader = _readers.Single();
        reader.HandOver();
        return reader;
    }

    /// <summary>
    /// Passes the readers of all topics of this subscription to the fan-out, as <see cref="HandOver"/> does with a single reader.
    /// </summary>
    internal IReadOnlyList<TopicReader> HandOverAll()
    {
        _disposed = true;
        foreach (var reader in _readers)
            reader.HandOver();
        return _readers;
    }

    internal async ValueTask AddAsync(
        Topic topic, SubscriptionStart start, SlowPolicy slow, TimeProvider time, CancellationToken cancellationToken)
    {
        var reader = new TopicReader(topic, slow, _wakeUp, _endUse, _pages, time);
        try
        {
            if (start.After is { } after)
                await AttachAfterAsync(reader, after, cancellationToken);
            else if (start.FromEarliest)
                await AttachFromEarliestAsync(reader, cancellationToken);
            else
                topic.Attach(reader, next: null, epochChanges: 0);
        }
        catch
        {
            _endUse(topic);
            throw;
        }

        _readers.Add(reader);
    }

    private static async ValueTask AttachFromEarliestAsync(TopicReader reader, CancellationToken cancellationToken)
    {
        var topic = reader.Topic;
        var state = await topic.Log.GetStateAsync(topic.Name, cancellationToken);
        // The topic in memory may be one that another process has deleted. Its readers end.
        if (!topic.Epochs.Knows(state.Epoch))
            await topic.AdoptAsync(state, cancellationToken);
        topic.Attach(reader, state.Oldest, topic.Epochs.Changes);
    }

    private static async ValueTask AttachAfterAsync(TopicReader reader, Position after, CancellationToken cancellationToken)
    {
        var topic = reader.Topic;
        var epochChanges = topic.Epochs.Changes;
        if (!topic.Epochs.IsOutdated && string.Equals(after.Epoch, topic.Epochs.Current, StringComparison.Ordinal)
            && after.Offset <= topic.Known)
        {
            topic.Attach(reader, after.Offset + 1, epochChanges);
            return;
        }

        // The start position has another epoch (the id of one lifetime of the log), or is newer than all messages that this process knows.
        // In the second case, another process with the same store may have sent the client a newer message. The state of the log shows
        // which case applies.
        var state = await topic.Log.GetStateAsync(topic.Name, cancellationToken);
        await topic.AdoptAsync(state, cancellationToken);
        epochChanges = topic.Epochs.Changes;
        var resume = await ResumePoint.FindAsync(topic.Log, topic.Name, after, state, cancellationToken);
        if (resume.IsWhole)
            topic.CatchUp(state);
        topic.Attach(reader, resume.After + 1, epochChanges);
        if (!resume.IsWhole)
            reader.StartWithGap(after, resume.After + 1, state.Newest);
    }
}
