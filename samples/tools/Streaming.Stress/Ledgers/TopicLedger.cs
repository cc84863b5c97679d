using Streaming.Stress.Report;

namespace Streaming.Stress.Ledgers;

/// <summary>Records what is known of one topic: the id of the message at each offset, and the requests whose outcome is open.</summary>
/// <param name="name">The name of the topic.</param>
/// <param name="result">The result that receives each check.</param>
internal sealed class TopicLedger(string name, ScenarioResult result)
{
    // The largest number of stored messages whose acknowledgement has not arrived yet.
    private const int InFlight = 10_000;

    private readonly Lock _gate = new();
    private readonly HashSet<long> _refused = [];
    private readonly List<Batch> _unknown = [];
    private long[] _ids = new long[256];
    private string? _epoch;
    private long _newest;
    private long _trimRequested;
    private long _trimmed;
    private int? _kept;
    private bool _isDeleting;
    private bool _isDeleted;

    public string Name => name;

    /// <summary>The offset of the newest message that was acknowledged or received by a subscriber.</summary>
    public long Newest
    {
        get
        {
            lock (_gate)
                return _newest;
        }
    }

    /// <summary>The position of the newest known message; null if there is none.</summary>
    public Position? NewestPosition
    {
        get
        {
            lock (_gate)
                return _epoch is null ? null : new Position(_epoch, _newest);
        }
    }

    public void Acknowledged(Position first, Batch batch)
    {
        lock (_gate)
        {
            for (var i = 0; i < batch.Count; i++)
                Know("a publisher", first with { Offset = first.Offset + i }, batch.FirstId + i);
        }
    }

    public void Unknown(Batch batch)
    {
        lock (_gate)
            _unknown.Add(batch);
    }

    public void Refused(Batch batch)
    {
        lock (_gate)
        {
            for (var i = 0; i < batch.Count; i++)
                _refused.Add(batch.FirstId + i);
        }
    }

    /// <summary>Records the message that a client has received at a position.</summary>
    public void Seen(string client, Position position, long id)
    {
        lock (_gate)
            Know(client, position, id);
    }

    /// <summary>Records, before the request, that all messages before an offset are going to be deleted.</summary>
    public void Trimming(long before)
    {
        lock (_gate)
            _trimRequested = Math.Max(_trimRequested, before - 1);
    }

    /// <summary>Records that the server has confirmed the deletion of all messages before an offset.</summary>
    public void Trimmed(long before)
    {
        lock (_gate)
            _trimmed = Math.Max(_trimmed, before - 1);
    }

    /// <summary>Records that a policy deletes all but the newest messages of the topic (<c>MaxMessages</c>).</summary>
    public void KeepsNewest(int count)
    {
        lock (_gate)
            _kept = count;
    }

    /// <summary>Records, before the request, that the topic is going to be deleted.</summary>
    public void Deleting()
    {
        lock (_gate)
            _isDeleting = true;
    }

    /// <summary>Records that the server has confirmed the deletion of the topic.</summary>
    public void Deleted()
    {
        lock (_gate)
            _isDeleted = true;
    }

    /// <summary>Whether a gap up to an offset is right, since a request or a policy deletes these messages.</summary>
    public bool MayLack(long offset)
    {
        lock (_gate)
            return offset <= _trimRequested || (_kept is { } kept && offset <= _newest + InFlight - kept);
    }

    /// <summary>Compares the record with the stored messages of the topic.</summary>
    /// <param name="stored">The stored messages, oldest first.</param>
    /// <param name="lastId">The newest id that a publisher has used in any topic.</param>
    public async Task CheckAsync(IAsyncEnumerable<ReceivedMessage> stored, long lastId)
    {
        var ids = new List<long>();
        // Messages that are acknowledged during the download need not be in it.
        var known = Newest;
        long oldest = 0, expected = 0;
        await foreach (var message in stored)
        {
            var offset = message.Position.Offset;
            if (oldest == 0)
                (oldest, expected) = (offset, offset);
            if (offset == expected)
                result.Held(Promises.Contiguous);
            else
                result.Violate(Promises.Contiguous, $"offset {expected}", $"offset {offset}", name, offset);
            expected = offset + 1;
            if (!message.IsOwn)
                continue;
            ids.Add(message.Id);
            if (message.Id <= 0 || message.Id > lastId)
                result.Violate(Promises.Kept, "a message that was published", $"'{message.Data}'", name, offset);
            Seen("the history", message.Position, message.Id);
        }

        lock (_gate)
        {
            CheckEnds(oldest, Math.Max(0, expected - 1), known);
            CheckIds(ids);
        }
    }

    private void CheckEnds(long oldest, long newest, long known)
    {
        if (oldest == 0 && _isDeleting)
        {
            result.Held(Promises.Deleted);
            return;
        }

        if (_isDeleted)
            result.Violate(Promises.Deleted, "no messages, since the topic was deleted", $"offsets {oldest} to {newest}", name);
        if (oldest == 0)
            oldest = 1;
        var mayLack = Math.Max(_trimRequested, newest - _kept ?? 0);
        result.Check(Promises.Contiguous, oldest - 1 <= mayLack, $"an oldest offset of at most {mayLack + 1}", $"{oldest}", name);
        if (_trimmed > 0)
            result.Check(Promises.Deleted, oldest > _trimmed, $"an oldest offset above {_trimmed}", $"{oldest}", name);
        if (newest >= known)
            result.Held(Promises.Kept, Math.Max(0, newest - oldest + 1));
        else
            result.Violate(Promises.Kept, $"messages up to offset {known}", $"messages up to offset {newest}", name, newest + 1);
    }

    private void CheckIds(List<long> ids)
    {
        var order = new Dictionary<long, int>(_unknown.Count);
        var asked = _unknown.SelectMany(batch => Enumerable.Range(0, batch.Count).Select(i => batch.FirstId + i)).ToHashSet();
        for (var i = 0; i < ids.Count; i++)
        {
            if (asked.Contains(ids[i]))
                order.TryAdd(ids[i], i);
            if (_refused.Contains(ids[i]))
                result.Violate(Promises.NothingStored, "no message that was refused", $"message {ids[i]}", name);
        }

        result.Held(Promises.NothingStored, _refused.Count);
        foreach (var batch in _unknown.Where(batch => batch.Count > 1))
            CheckWhole(batch, order);
        ids.Sort();
        for (var i = 1; i < ids.Count; i++)
        {
            if (ids[i] == ids[i - 1])
                result.Violate(Promises.Once, $"message {ids[i]} once", "it is stored twice", name);
        }
    }

    // A trim can have deleted the beginning of a batch.
    private void CheckWhole(Batch batch, Dictionary<long, int> order)
    {
        var present = Enumerable.Range(0, batch.Count).Where(i => order.ContainsKey(batch.FirstId + i)).ToList();
        var isTogether = present.Count == 0 || (present.Count == batch.Count
            && order[batch.FirstId + batch.Count - 1] - order[batch.FirstId] == batch.Count - 1);
        result.Check(Promises.Whole, isTogether || _trimRequested > 0 || _kept is not null,
            $"all {batch.Count} messages from {batch.FirstId} on, or none", $"{present.Count} of them", name);
    }

    private void Know(string client, Position position, long id)
    {
        _epoch ??= position.Epoch;
        if (position.Epoch != _epoch)
            result.Violate(Promises.Kept, $"epoch {_epoch}", $"epoch {position.Epoch} ({client})", name, position.Offset);
        var index = position.Offset - 1;
        if (index < 0)
            return;
        if (index >= _ids.Length)
            Array.Resize(ref _ids, (int)Math.Max(index + 1, 2L * _ids.Length));
        if (_ids[index] == 0)
            _ids[index] = id;
        else if (_ids[index] != id)
            result.Violate(Promises.Kept, $"message {_ids[index]}", $"message {id} ({client})", name, position.Offset);
        _newest = Math.Max(_newest, position.Offset);
    }
}
