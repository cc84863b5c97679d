namespace Streaming.Server.Core.Topics;

/// <summary>
/// Counts the current uses of a topic that is loaded into memory. The topic can be unloaded only when nothing uses it. Thread-safe.
/// </summary>
internal sealed class TopicUses
{
    private const int Unloaded = int.MinValue;

    private int _uses;

    /// <summary>The time at which the most recent use of the topic ended, as a timestamp of <c>TimeProvider</c>.</summary>
    public long LastUsed { get; private set; }

    /// <summary>
    /// Begins a use of the topic, which keeps the topic in memory until <see cref="End"/> is called. Returns false if the topic was already
    /// unloaded.
    /// </summary>
    public bool TryBegin()
    {
        var uses = Volatile.Read(ref _uses);
        while (uses >= 0)
        {
            var seen = Interlocked.CompareExchange(ref _uses, uses + 1, uses);
            if (seen == uses)
                return true;
            uses = seen;
        }

        return false;
    }

    /// <summary>Ends one use of the topic. When all uses have ended, the topic can be unloaded from memory.</summary>
    public void End(long now)
    {
        LastUsed = now;
        Interlocked.Decrement(ref _uses);
    }

    /// <summary>
    /// Marks the topic as unloaded from memory, so that no new use can begin. If the topic is in use, does not mark it and returns false.
    /// </summary>
    public bool TryMarkUnloaded() => Interlocked.CompareExchange(ref _uses, Unloaded, 0) == 0;
}
