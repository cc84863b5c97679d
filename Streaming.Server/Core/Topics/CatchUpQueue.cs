using System.Diagnostics;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// The topics of this node that miss messages in memory, each once, with the time at which the messages are to be read. Uses real time,
/// since it waits for other nodes and threads.
/// </summary>
internal sealed class CatchUpQueue : IDisposable
{
    // Longer than most messages of other writers take to arrive.
    private const long Patience = 20;

    // If the log could not be read for so long, each subscriber reads it, and is disconnected if that fails too.
    private const long GiveUpAfter = 15_000;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _changed = new(0);
    private readonly Dictionary<Topic, CatchUpEntry> _entries = [];

    private static long Now => (long)Stopwatch.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>Adds topics whose missing messages are read at once, together.</summary>
    public void AddUrgent(IEnumerable<Topic> topics)
    {
        var now = Now;
        lock (_gate)
        {
            foreach (var topic in topics)
            {
                var since = _entries.TryGetValue(topic, out var entry) ? entry.Since : now;
                _entries[topic] = new CatchUpEntry(topic, since, now, Awaited: null);
            }
        }

        Wake();
    }

    /// <summary>Adds a topic whose missing messages are read if they do not arrive within a moment.</summary>
    public void AddAwaited(Topic topic)
    {
        var now = Now;
        var awaited = topic.Newest;
        lock (_gate)
        {
            if (!_entries.TryAdd(topic, new CatchUpEntry(topic, now, now + Patience, awaited)) || _entries.Count > 1)
                return;
        }

        Wake();
    }

    /// <summary>
    /// Adds topics again whose read failed. If the reads of a topic have failed for long, its subscribers read the log themselves.
    /// </summary>
    public void Return(IReadOnlyList<CatchUpEntry> failed)
    {
        var now = Now;
        foreach (var given in failed.Where(entry => now - entry.Since > GiveUpAfter))
        {
            given.Topic.SkipMissing();
            given.Topic.Wake(canDeliverInline: false);
        }

        lock (_gate)
        {
            foreach (var entry in failed.Where(entry => now - entry.Since <= GiveUpAfter))
                _entries[entry.Topic] = entry with { Due = now, Awaited = null };
        }
    }

    /// <summary>Takes topics whose missing messages are to be read now.</summary>
    public IReadOnlyList<CatchUpEntry> Take(int max)
    {
        var now = Now;
        lock (_gate)
        {
            foreach (var entry in _entries.Values.Where(entry => entry.Due <= now && entry.Awaited is not null).ToList())
                Look(entry, now);
            var due = _entries.Values.Where(entry => entry.Due <= now).Take(max).ToList();
            foreach (var entry in due)
                _entries.Remove(entry.Topic);
            return due;
        }
    }

    /// <summary>Waits until a topic may be due.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        long wait;
        lock (_gate)
            wait = _entries.Count == 0 ? Timeout.Infinite : Math.Max(1, _entries.Values.Min(static entry => entry.Due) - Now);
        return _changed.WaitAsync((int)wait, cancellationToken);
    }

    public void Dispose() => _changed.Dispose();

    // If messages have arrived meanwhile, the ones that are missing now are awaited anew.
    private void Look(in CatchUpEntry entry, long now)
    {
        var newest = entry.Topic.Newest;
        if (!entry.Topic.IsBehind)
            _entries.Remove(entry.Topic);
        else if (newest != entry.Awaited)
            _entries[entry.Topic] = entry with { Since = now, Due = now + Patience, Awaited = newest };
    }

    // One release is enough for one waiting loop.
    private void Wake()
    {
        if (_changed.CurrentCount == 0)
            _changed.Release();
    }
}
