using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Tracks one idempotency key during a group commit (one transaction for all appends that wait): the stored row of the key, and the changes
/// by the appends of this commit. New messages have no offsets before the commit. So results contain the numbers of the messages in the
/// commit instead.
/// </summary>
/// <param name="topic">The index of the key's topic in the commit, from 1.</param>
/// <param name="key">The text of the idempotency key.</param>
internal sealed class KeyUse(int topic, string key)
{
    private readonly SortedDictionary<long, byte[]> _hashes = [];
    private readonly List<StoredHashes> _added = [];

    public int Topic => topic;

    public string Key => key;

    /// <summary>The row that was stored for the key before this commit, or null if the key was not stored.</summary>
    public StoredKey? Row { get; set; }

    /// <summary>
    /// The time of the key's last use before this commit, in microseconds since 1970 (UTC); null if the key was not stored.
    /// </summary>
    public long? RowTime { get; set; }

    /// <summary>The time, by the clock of the database, at which the row of the key was read, in microseconds since 1970 (UTC).</summary>
    public long Now { get; set; }

    /// <summary>
    /// The result of the latest append with this key, in this commit or an earlier one; null if the key is new or has expired.
    /// </summary>
    public StoredKey? Current { get; private set; }

    /// <summary>
    /// Whether the result <see cref="Current"/> has the number of a message in this commit instead of its first offset, because the message
    /// has no offset before the commit.
    /// </summary>
    public bool IsFirstNew { get; private set; }

    /// <summary>
    /// Whether the result <see cref="Current"/> has the number of a message in this commit instead of its last offset, because the message
    /// has no offset before the commit.
    /// </summary>
    public bool IsLastNew { get; private set; }

    /// <summary>The time of the key's latest use in this commit, in microseconds since 1970 (UTC).</summary>
    public long Time { get; private set; }

    /// <summary>Whether the key is new or had expired. The stored hashes of an expired key are then deleted.</summary>
    public bool IsNew { get; private set; }

    /// <summary>Whether this commit changes the row of the key, so that the row must be written.</summary>
    public bool IsSaved { get; private set; }

    /// <summary>
    /// The hashes of the messages that this commit adds to an upload, one for each message. With these hashes, a repetition of the upload
    /// is compared.
    /// </summary>
    public IReadOnlyList<StoredHashes> AddedHashes => _added;

    /// <summary>Adds hashes of an upload's messages that were read from the database.</summary>
    public void AddStored(long start, byte[] hashes) => _hashes[start] = hashes;

    /// <summary>
    /// Returns the result of the latest append with this key, in this commit or an earlier one. Returns null if that append was before the
    /// given time.
    /// </summary>
    public StoredKey? Find(long since)
    {
        if (!IsSaved)
            Current = RowTime >= since ? Row : null;
        return Current;
    }

    /// <summary>
    /// Returns the hashes of an upload's messages. The first hash is that of message number <paramref name="from"/>; the last one is that
    /// of the message before number <paramref name="to"/>.
    /// </summary>
    public IEnumerable<StoredHashes> Hashes(long from, long to)
    {
        var first = _hashes.Keys.Where(start => start <= from).DefaultIfEmpty(0).Max();
        return _hashes.Where(part => part.Key >= first && part.Key < to).Select(part => new StoredHashes(part.Key, part.Value));
    }

    /// <summary>Records the result of an append with this key, and the hashes of the new messages.</summary>
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
