using System.Diagnostics;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Holds the topics that have messages in the log which are missing in the memory of this process. For each topic, it knows the time at
/// which the topic is to be read from the log. Each topic is in the queue at most once. The queue uses real time and not the fake clock of
/// tests, because it waits for other processes and threads.
/// </summary>
internal sealed class CatchUpQueue : IDisposable
{
    // The time in milliseconds after which missing messages are read from the log. Most messages of other processes arrive sooner, so that
    // no read is necessary.
    private const long ReadAfter = 20;

    // If the log could not be read for 15 s, the subscribers of the topic read the log themselves. A subscriber whose read also fails is
    // disconnected.
    private const long GiveUpAfter = 15_000;

    private const long PauseAfterFailure = 50;
    private const int MaxFailures = 5;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _changed = new(0);
    private readonly Dictionary<Topic, CatchUpEntry> _entries = [];

    private static long Now => (long)Stopwatch.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>Adds topics whose missing messages are to be read from the log at once. The topics are read together.</summary>
    public void AddUrgent(IEnumerable<Topic> topics)
    {
        var now = Now;
        lock (_gate)
        {
            foreach (var topic in topics)
            {
                if (!_entries.TryGetValue(topic, out var entry))
                    _entries.Add(topic, new CatchUpEntry(topic, now, now, Awaited: null));
                else if (entry.Failures == 0)
                    _entries[topic] = entry with { Due = now, Awaited = null };
            }
        }

        Wake();
    }

    /// <summary>
    /// Adds a topic whose missing messages will probably arrive without a read. If they do not arrive within 20 ms, they are read from the
    /// log.
    /// </summary>
    public void AddAwaited(Topic topic)
    {
        var now = Now;
        var awaited = topic.Newest;
        lock (_gate)
        {
            if (!_entries.TryAdd(topic, new CatchUpEntry(topic, now, now + ReadAfter, awaited)) || _entries.Count > 1)
                return;
        }

        Wake();
    }

    /// <summary>
    /// Returns topics to the queue after the read of their missing messages failed. If the reads of a topic have failed for 15 s, the topic
    /// is not returned: its subscribers then read the log themselves.
    /// </summary>
    public void Return(IReadOnlyList<CatchUpEntry> failed)
    {
        var now = Now;
        var expired = failed.Where(entry => now - entry.Since > GiveUpAfter && !entry.Topic.Epochs.IsOutdated).ToHashSet();
        foreach (var given in expired)
        {
            given.Topic.SkipTo(given.Topic.Known);
            given.Topic.NotifyListeners(canDeliverInline: false);
        }

        lock (_gate)
        {
            // A read of several topics may fail because of only one of them. A topic that fails even when it is read alone waits longer
            // after each failure, so that it does not delay the other topics.
            foreach (var entry in failed.Where(entry => !expired.Contains(entry)))
            {
                var failures = failed.Count == 1 ? Math.Min(entry.Failures + 1, MaxFailures) : 0;
                _entries[entry.Topic] = entry with { Due = now + (PauseAfterFailure << failures), Awaited = null, Failures = failures };
            }
        }
    }

    /// <summary>Removes the topics that are due to be read from the log, and returns them.</summary>
    public IReadOnlyList<CatchUpEntry> Take(int max)
    {
        var now = Now;
        lock (_gate)
        {
            foreach (var entry in _entries.Values.Where(entry => entry.Due <= now && entry.Awaited is not null).ToList())
                UpdateEntry(entry, now);
            var due = _entries.Values.Where(entry => entry.Due <= now).Take(max).ToList();
            foreach (var entry in due)
                _entries.Remove(entry.Topic);
            return due;
        }
    }

    /// <summary>Waits until the next topic is due to be read from the log, or until a topic is added to the queue.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        long wait;
        lock (_gate)
            wait = _entries.Count == 0 ? Timeout.Infinite : Math.Max(1, _entries.Values.Min(static entry => entry.Due) - Now);
        return _changed.WaitAsync((int)wait, cancellationToken);
    }

    public void Dispose() => _changed.Dispose();

    // If all missing messages have arrived, the topic is removed from the queue. If only some of them have arrived, the remaining ones get
    // another 20 ms to arrive.
    private void UpdateEntry(in CatchUpEntry entry, long now)
    {
        var newest = entry.Topic.Newest;
        if (!entry.Topic.IsBehind)
            _entries.Remove(entry.Topic);
        else if (newest != entry.Awaited)
            _entries[entry.Topic] = entry with { Since = now, Due = now + ReadAfter, Awaited = newest };
    }

    // Only one loop waits for the semaphore. So the semaphore is released only once, even if several topics are added.
    private void Wake()
    {
        try
        {
            if (_changed.CurrentCount == 0)
                _changed.Release();
        }
        catch (ObjectDisposedException)
        {
            // The process is ending, so no messages are read any more. The clients connect again and resume.
        }
    }
}
