using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// One reader of one or more topics: first what it missed, then live, each message once and in its topic's order, with nothing between the two.
/// A <see cref="MessageType.Gap"/> message stands where messages are gone.
/// </summary>
/// <remarks>
/// It is only a place in each topic: it queues nothing, so a reader that is slow or far behind costs no memory and keeps nobody waiting.
/// One reader at a time, and enumerated once. Dispose it when done.
/// </remarks>
public sealed class Subscription : IAsyncEnumerable<Message>, IAsyncDisposable
{
    /// <summary>The most messages given at once.</summary>
    internal const int BatchSize = 256;

    // About what a reader that takes nothing makes the server hold, whatever the number of its topics.
    private const int BatchBytes = 32 * 1024;

    private readonly AsyncAutoResetSignal _wakeUp = new();
    private readonly List<TopicReader> _cursors;
    private readonly List<Message> _batch = [];
    private readonly Action<Topic> _endUse;
    private readonly PageLimiter _pages;
    private uint _turn;
    private bool _disposed;

    internal Subscription(int topics, bool isComposite, PageLimiter pages, Action<Topic> endUse)
    {
        _cursors = new List<TopicReader>(topics);
        (_pages, _endUse) = (pages, endUse);
        IsComposite = isComposite;
    }

    /// <summary>Whether it was asked for as one of several topics, so that its reader resumes by a <see cref="CompositePosition"/>.</summary>
    public bool IsComposite { get; }

    /// <summary>Whether the first message tells of a gap.</summary>
    public bool StartsWithGap => _cursors.Exists(cursor => cursor.HasGap);

    /// <summary>The position in each topic after everything that was read.</summary>
    public IEnumerable<KeyValuePair<TopicName, Position>> Positions =>
        _cursors.Select(cursor => KeyValuePair.Create(cursor.Topic.Name, cursor.Position));

    /// <summary>Its places, one for each topic.</summary>
    internal IReadOnlyList<TopicReader> Readers => _cursors;

    /// <summary>What waits now, or else the next messages as soon as there are any; empty at the end, which only cancellation brings.</summary>
    /// <returns>A list that the next call uses again.</returns>
    public async ValueTask<IReadOnlyList<Message>> ReadAsync(CancellationToken cancellationToken)
    {
        using var onCancel = cancellationToken.UnsafeRegister(static signal => ((AsyncAutoResetSignal)signal!).Set(), _wakeUp);
        _batch.Clear();
        while (!cancellationToken.IsCancellationRequested)
        {
            // Start with another topic each time, so that a busy one does not starve the others.
            var bytes = 0;
            for (var i = 0; i < _cursors.Count && _batch.Count < BatchSize && bytes < BatchBytes; i++)
            {
                var before = _batch.Count;
                await _cursors[(int)(_turn++ % (uint)_cursors.Count)].ReadAsync(_batch, new PageSize(BatchSize - _batch.Count, BatchBytes - bytes), cancellationToken);
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
        foreach (var cursor in _cursors)
            cursor.Release();
        return ValueTask.CompletedTask;
    }

    /// <summary>Gives the cursor of a subscription to one topic to a delivery, which reads on in its own way and releases it; this subscription is spent then.</summary>
    internal TopicReader HandOver()
    {
        _disposed = true;
        var cursor = _cursors.Single();
        cursor.HandOver();
        return cursor;
    }

    internal async ValueTask AddAsync(Topic topic, StartAt start, SlowPolicy slow, TimeProvider time, CancellationToken cancellationToken)
    {
        var cursor = new TopicReader(topic, slow, _wakeUp, _endUse, _pages, time);
        try
        {
            if (start.After is { } after)
                await AttachAfterAsync(cursor, after, cancellationToken);
            else if (start.FromEarliest)
                topic.Attach(cursor, (await topic.Log.GetStateAsync(topic.Name, cancellationToken)).Oldest);
            else
                topic.Attach(cursor, next: null);
        }
        catch
        {
            _endUse(topic);
            throw;
        }

        _cursors.Add(cursor);
    }

    private static async ValueTask AttachAfterAsync(TopicReader cursor, Position after, CancellationToken cancellationToken)
    {
        var topic = cursor.Topic;
        var continues = string.Equals(after.Epoch, topic.Epoch, StringComparison.Ordinal);
        if (continues && after.Offset <= topic.Newest)
        {
            topic.Attach(cursor, after.Offset + 1);
            return;
        }

        // Either another life of the log, or another process on the same store was faster to show the reader something.
        var state = await topic.Log.GetStateAsync(topic.Name, cancellationToken);
        if (continues && after.Offset <= state.Newest)
        {
            await topic.CatchUpAsync(state.Newest, cancellationToken);
            topic.Attach(cursor, after.Offset + 1);
            return;
        }

        cursor.StartWithGap(after, state);
        topic.Attach(cursor, state.Oldest);
    }
}
