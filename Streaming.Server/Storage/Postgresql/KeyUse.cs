using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// An idempotency key in one group commit: the stored row, and what the appends of the commit make of it. Offsets of this commit are not
/// known before it; until then they are numbers of messages.
/// </summary>
/// <param name="topic">The index of the topic in the commit, from 1.</param>
/// <param name="key">The text of the key.</param>
internal sealed class KeyUse(int topic, string key)
{
    private readonly SortedDictionary<long, byte[]> _hashes = [];
    private readonly List<StoredHashes> _added = [];

    public int Topic => topic;

    public string Key => key;

    /// <summary>The stored row, unchanged; null if there is none.</summary>
    public StoredKey? Row { get; set; }

    /// <summary>The time of the stored row.</summary>
    public long? RowTime { get; set; }

    /// <summary>The time of the database when the row was read.</summary>
    public long Now { get; set; }

    /// <summary>The latest use that has not expired.</summary>
    public StoredKey? Current { get; private set; }

    /// <summary>Whether the first offset of <see cref="Current"/> is a number of a message of this commit.</summary>
    public bool IsFirstNew { get; private set; }

    /// <summary>The same for the last offset.</summary>
    public bool IsLastNew { get; private set; }

    /// <summary>The time of the latest use.</summary>
    public long Time { get; private set; }

    /// <summary>Whether this commit uses the key for the first time, so that hashes of an earlier use are deleted.</summary>
    public bool IsNew { get; private set; }

    /// <summary>Whether the row has to be saved.</summary>
    public bool IsSaved { get; private set; }

    /// <summary>The hashes of the messages that this commit adds to an upload.</summary>
    public IReadOnlyList<StoredHashes> AddedHashes => _added;

    /// <summary>Takes stored hashes of the key.</summary>
    public void AddStored(long start, byte[] hashes) => _hashes[start] = hashes;

    /// <summary>The use of the key at or after a time, by this commit or an earlier one.</summary>
    public StoredKey? Find(long since)
    {
        if (!IsSaved)
            Current = RowTime >= since ? Row : null;
        return Current;
    }

    /// <summary>The hashes of messages from one number up to another, exclusive.</summary>
    public IEnumerable<StoredHashes> Hashes(long from, long to)
    {
        var first = _hashes.Keys.Where(start => start <= from).DefaultIfEmpty(0).Max();
        return _hashes.Where(part => part.Key >= first && part.Key < to).Select(part => new StoredHashes(part.Key, part.Value));
    }

    /// <summary>Records the result of an append.</summary>
    public void Save(AppendRequest append, in AppendResult result, long time)
    {
        var isNew = Current is null;
        if (isNew)
        {
            _hashes.Clear();
            _added.Clear();
            IsNew = true;
        }

        IsFirstNew |= isNew;
        IsLastNew |= isNew || result.Appended > 0;
        Current = new StoredKey(result, append.Key!.Payload);
        (Time, IsSaved) = (time, true);
        if (append.Part is not { } part || result.Appended == 0)
            return;
        var hashes = part.Hashes[^(result.Appended * UploadHash.Size)..];
        _added.Add(new StoredHashes(result.Count - result.Appended, hashes));
        _hashes[result.Count - result.Appended] = hashes;
    }
}
