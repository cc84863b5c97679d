namespace Streaming.Server.Core.Topics;

/// <summary>
/// Holds the epochs that a topic has had since it was loaded into memory. An epoch is a text that identifies one lifetime of the topic's
/// log. Most topics keep their epoch. If a log may have lost a topic's newest messages, the log gives the topic another epoch. Thread-safe.
/// </summary>
/// <param name="gate">The lock of the topic, which also protects this object.</param>
/// <param name="epoch">The epoch of the topic (the id of one lifetime of its log) when it was loaded into memory.</param>
internal sealed class TopicEpochs(Lock gate, string epoch)
{
    private readonly List<(string Epoch, long Through)> _former = [];
    private volatile string _current = epoch;
    private volatile int _changes;
    private volatile int _unknownEpochs;
    private volatile int _confirmed;
    private int _livesFrom;
    private bool _isDeleted;

    /// <summary>The current epoch of the topic: the id of the current lifetime of its log.</summary>
    public string Current => _current;

    /// <summary>
    /// The number of times that the epoch of the topic (the id of one lifetime of its log) has changed since the topic was loaded.
    /// </summary>
    public int Changes => _changes;

    /// <summary>
    /// Whether the log may have changed the epoch of the topic (the id of one lifetime of the log), so that the epoch must be read from the
    /// log.
    /// </summary>
    public bool IsOutdated => _unknownEpochs != _confirmed;

    /// <summary>
    /// The number of received reports with an epoch (the id of one lifetime of the log) that the topic never had. Read this value before
    /// you read the epoch from the log, and pass it to <see cref="Confirm"/> afterwards.
    /// </summary>
    public int UnknownEpochs => _unknownEpochs;

    /// <summary>
    /// Returns whether the given epoch (the id of one lifetime of the log) is the current epoch of the topic or a former one.
    /// </summary>
    public bool Knows(string epoch)
    {
        if (string.Equals(epoch, _current, StringComparison.Ordinal))
            return true;
        lock (gate)
            return _former.FindIndex(_livesFrom, former => string.Equals(former.Epoch, epoch, StringComparison.Ordinal)) >= 0;
    }

    /// <summary>
    /// Returns whether the given epoch (the id of one lifetime of the log) is the current epoch of the topic. If the topic never had the
    /// given epoch, the log must have changed the epoch, so the topic is marked as outdated.
    /// </summary>
    /// <param name="epoch">The epoch (the id of one lifetime of the log) of messages.</param>
    /// <param name="isMissing">Whether the topic in memory does not have these messages. It is then outdated also if it had the epoch
    /// before: some writers, such as those of joins, do not know the current epoch.</param>
    public bool IsCurrent(string epoch, bool isMissing = false)
    {
        if (string.Equals(epoch, _current, StringComparison.Ordinal))
            return true;
        lock (gate)
        {
            if (string.Equals(epoch, _current, StringComparison.Ordinal))
                return true;
            if (!Knows(epoch) || (isMissing && !IsOutdated))
                _unknownEpochs++;
            return false;
        }
    }

    /// <summary>
    /// Records that the epoch of the topic (the id of one lifetime of its log) was read from the log, so that the topic is no longer
    /// outdated.
    /// </summary>
    /// <param name="unknownEpochs">
    /// The number of reports with an unknown epoch (<see cref="UnknownEpochs"/>) before the epoch (the id of one lifetime of the log) was
    /// read. If the number has changed since, the topic stays outdated, because a later report may contain a newer epoch than the one that
    /// was read.
    /// </param>
    public void Confirm(int unknownEpochs) => _confirmed = unknownEpochs;

    /// <summary>
    /// Records that another process has changed the properties of the topic or has deleted it. The state of the topic must then be read
    /// from the log.
    /// </summary>
    public void MarkOutdated(bool isDeleted)
    {
        lock (gate)
        {
            _unknownEpochs++;
            _isDeleted |= isDeleted;
        }
    }

    /// <summary>Returns whether another process has deleted the topic since the previous call of this method.</summary>
    public bool TakeDeletion()
    {
        lock (gate)
        {
            var isDeleted = _isDeleted;
            _isDeleted = false;
            return isDeleted;
        }
    }

    /// <summary>
    /// Sets a new epoch (the id of one lifetime of the log), because the log may have lost the topic's newest messages. The log still has
    /// the messages of the former epoch up to an offset.
    /// </summary>
    /// <param name="former">
    /// The epoch of the topic (the id of one lifetime of its log) when the offset <paramref name="through"/> was read from the log.
    /// </param>
    /// <param name="epoch">The new epoch (the id of the log's new lifetime).</param>
    /// <param name="through">
    /// The offset of the last message that the log has kept. If the log does not know the former epoch, this is a negative number: the
    /// offset of the log's oldest message, negated.
    /// </param>
    /// <returns>
    /// False if this call changed nothing: the topic already had the new epoch (id of one lifetime of the log), or another thread changed
    /// the epoch before this call did.
    /// </returns>
    public bool TryChange(string former, string epoch, long through)
    {
        lock (gate)
        {
            if (!string.Equals(former, _current, StringComparison.Ordinal) || Knows(epoch))
                return false;
            _former.Add((_current, through));
            (_current, _changes) = (epoch, _former.Count);
            return true;
        }
    }

    /// <summary>
    /// Sets a new epoch (the id of one lifetime of the log), because the topic was deleted. The earlier epochs are no longer valid, but a
    /// later topic of the same name may have one of them.
    /// </summary>
    public void Restart(string epoch)
    {
        lock (gate)
        {
            _former.Add((_current, 0));
            _livesFrom = _former.Count;
            (_current, _changes) = (epoch, _former.Count);
        }
    }

    /// <summary>
    /// Returns the epoch (the id of one lifetime of the log) that the topic had after its epoch had changed the given number of times.
    /// </summary>
    public string After(int changes)
    {
        lock (gate)
            return changes == _former.Count ? _current : _former[changes].Epoch;
    }

    /// <summary>
    /// Returns the current epoch (the id of one lifetime of the log), the number of changes of the epoch so far, and an offset. The
    /// messages up to this offset are the same as they were when the epoch had changed only the given number of times.
    /// </summary>
    public (string Epoch, int Changes, long Through) Since(int changes)
    {
        lock (gate)
            return (_current, _changes, _former.Skip(changes).Select(static former => former.Through).Append(long.MaxValue).Min());
    }
}
