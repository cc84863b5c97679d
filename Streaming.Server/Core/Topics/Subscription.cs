using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Reads one or more topics: first the messages after a position, then new messages, each exactly once and in the order of its topic.
/// A <see cref="MessageType.Gap"/> message takes the place of messages that the log has deleted.
/// </summary>
/// <remarks>
/// It stores only an offset for each topic and queues nothing, so that a slow subscription needs no memory and delays no other.
/// Not thread-safe; can be enumerated once. Dispose it after use.
/// </remarks>
public sealed class Subscription : IAsyncEnumerable<Message>, IAsyncDisposable
{
    /// <summary>The maximum number of messages in one batch.</summary>
    internal const int BatchSize = 256;

    // About how much memory a subscriber that does not read can occupy, independent of the number of its topics.
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
    /// Whether the subscription was opened for a list of topics, so that the subscriber resumes with a <see cref="CompositePosition"/>.
    /// </summary>
    public bool IsComposite { get; }

    /// <summary>Whether the first message of a topic is a gap.</summary>
    public bool StartsWithGap => _readers.Exists(reader => reader.HasGap);

    /// <summary>The position in each topic after the last message that was read.</summary>
    public IEnumerable<KeyValuePair<TopicName, Position>> Positions =>
        _readers.Select(reader => KeyValuePair.Create(reader.Topic.Name, reader.Position));

    /// <summary>The readers, one for each topic.</summary>
    internal IReadOnlyList<TopicReader> Readers => _readers;

    /// <summary>Returns the waiting messages, or waits for new ones. Empty only after cancellation.</summary>
    /// <returns>A list that the next call reuses.</returns>
    public async ValueTask<IReadOnlyList<Message>> ReadAsync(CancellationToken cancellationToken)
    {
        using var onCancel = cancellationToken.UnsafeRegister(static signal => ((AsyncAutoResetSignal)signal!).Set(), _wakeUp);
        _batch.Clear();
        while (!cancellationToken.IsCancellationRequested)
        {
            // Each read starts with the next topic, so that a busy topic does not starve the others.
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
    /// Transfers the reader of a subscription to one topic to the fan-out, which reads on and releases it. This subscription must not be
    /// used afterwards.
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
        if (continues && after.Offset <= topic.Newest)
        {
            topic.Attach(reader, after.Offset + 1);
            return;
        }

        // Either the log has another epoch, or the client received a newer message from another process on the same store.
        var state = await topic.Log.GetStateAsync(topic.Name, cancellationToken);
        if (continues && after.Offset <= state.Newest)
        {
            await topic.CatchUpAsync(state.Newest, cancellationToken);
            topic.Attach(reader, after.Offset + 1);
            return;
        }

        reader.StartWithGap(after, state);
        topic.Attach(reader, state.Oldest);
    }
}
