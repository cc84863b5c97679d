namespace Streaming.Server.Core.Topics;

/// <summary>
/// The epochs that a topic has had while it was in memory. Usually there is one; a log that may have lost its newest messages gives the
/// topic another. Thread-safe.
/// </summary>
/// <param name="gate">The lock of the topic.</param>
/// <param name="epoch">The first epoch.</param>
internal sealed class TopicEpochs(Lock gate, string epoch)
{
    private readonly List<(string Epoch, long Through)> _former = [];
    private volatile string _current = epoch;
    private volatile int _changes;
    private volatile int _unknownEpochs;
    private volatile int _confirmed;
    private int _livesFrom;
    private bool _isDeleted;

    /// <summary>The current epoch.</summary>
    public string Current => _current;

    /// <summary>The number of changes.</summary>
    public int Changes => _changes;

    /// <summary>Whether the log seems to have changed the epoch, so that the topic must ask the log.</summary>
    public bool IsOutdated => _unknownEpochs != _confirmed;

    /// <summary>The number of reports with an epoch that the topic did not know. Read it before asking the log for the epoch.</summary>
    public int UnknownEpochs => _unknownEpochs;

    /// <summary>Whether the topic has or had this epoch.</summary>
    public bool Knows(string epoch)
    {
        if (string.Equals(epoch, _current, StringComparison.Ordinal))
            return true;
        lock (gate)
            return _former.FindIndex(_livesFrom, former => string.Equals(former.Epoch, epoch, StringComparison.Ordinal)) >= 0;
    }

    /// <summary>
    /// Whether an epoch is the current one. If the topic never had it, the log has changed the epoch: the topic is outdated.
    /// </summary>
    public bool IsCurrent(string epoch)
    {
        if (string.Equals(epoch, _current, StringComparison.Ordinal))
            return true;
        lock (gate)
        {
            if (string.Equals(epoch, _current, StringComparison.Ordinal))
                return true;
            if (!Knows(epoch))
                _unknownEpochs++;
            return false;
        }
    }

    /// <summary>Records that the log was asked for the epoch.</summary>
    /// <param name="unknownEpochs">The value of <see cref="UnknownEpochs"/> before the question. A report that arrived meanwhile may be
    /// newer than the answer, so the topic stays outdated.</param>
    public void Confirm(int unknownEpochs) => _confirmed = unknownEpochs;

    /// <summary>Records that another process has changed the properties of the topic, or has deleted it.</summary>
    public void MarkOutdated(bool isDeleted)
    {
        lock (gate)
        {
            _unknownEpochs++;
            _isDeleted |= isDeleted;
        }
    }

    /// <summary>Returns whether another process has deleted the topic since the previous call.</summary>
    public bool TakeDeletion()
    {
        lock (gate)
        {
            var isDeleted = _isDeleted;
            _isDeleted = false;
            return isDeleted;
        }
    }

    /// <summary>Changes the epoch. The log has kept the messages of the epoch before up to an offset.</summary>
    /// <param name="former">The epoch for which <paramref name="through"/> was found.</param>
    /// <param name="epoch">The new epoch.</param>
    /// <param name="through">The last offset that the log has kept; if it does not know the former epoch, the offset
    /// of its oldest message, negated.</param>
    /// <returns>False if the topic has or had the new epoch already, or has left the former one meanwhile.</returns>
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
    /// Changes the epoch since the topic was deleted. The epochs of its former life are no longer known, and may come back.
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

    /// <summary>Returns the epoch that the topic had after the given number of changes.</summary>
    public string After(int changes)
    {
        lock (gate)
            return changes == _former.Count ? _current : _former[changes].Epoch;
    }

    /// <summary>
    /// Returns the current epoch, the number of changes, and the last offset whose message is the same as after an earlier number of
    /// changes.
    /// </summary>
    public (string Epoch, int Changes, long Through) Since(int changes)
    {
        lock (gate)
            return (_current, _changes, _former.Skip(changes).Select(static former => former.Through).Append(long.MaxValue).Min());
    }
}
