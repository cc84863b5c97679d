using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Memory;

/// <summary>
/// Keeps the idempotency keys of one topic in memory, so that a repeated publish with the same key appends nothing. The class is not
/// thread-safe: only a thread that holds the topic's lock may use it.
/// </summary>
internal sealed class MemoryKeys
{
    // The maximum number of hashes that are kept for one upload: 8 bytes for each message, 800 KB in total. Beyond this number the oldest
    // hashes are deleted. A repeated upload is then compared only from the first message whose hash is still stored.
    private const int MaxHashesOfUpload = 100_000;

    private readonly Dictionary<string, Entry> _keys = new(StringComparer.Ordinal);

    /// <summary>
    /// Returns the result of the publish that used an idempotency key, and the hash of its messages. Returns null if the key was not used
    /// after the given time.
    /// </summary>
    public StoredKey? Find(IdempotencyKey key, DateTime since) =>
        _keys.TryGetValue(key.Text, out var entry) && entry.Time >= since ? new StoredKey(entry.Result, entry.Payload) : null;

    /// <summary>
    /// Returns a hash of each message that was uploaded with an idempotency key. A repetition of the upload is compared with these hashes.
    /// </summary>
    public IEnumerable<StoredHashes> Hashes(IdempotencyKey key) => _keys[key.Text].Hashes;

    /// <summary>
    /// Stores the result of an append under its idempotency key. For an upload, also stores a hash of each new message, with which a
    /// repetition of the upload is compared.
    /// </summary>
    public void Save(AppendRequest append, in AppendResult result, bool isNew)
    {
        var key = append.Key!;
        if (isNew || !_keys.TryGetValue(key.Text, out var entry))
            _keys[key.Text] = entry = new Entry(key.Payload);
        (entry.Result, entry.Time) = (result, append.Time);
        if (append.Part is { } part && result.Appended > 0)
            entry.Add(new StoredHashes(result.Count - result.Appended, part.Hashes[^(result.Appended * UploadHash.Size)..]),
                MaxHashesOfUpload);
    }

    /// <summary>Deletes the idempotency keys that were last used before the given time.</summary>
    public void DeleteOld(DateTime time)
    {
        foreach (var (key, _) in _keys.Where(pair => pair.Value.Time < time).ToList())
            _keys.Remove(key);
    }

    private sealed class Entry(byte[]? payload)
    {
        private readonly Queue<StoredHashes> _hashes = new();
        private long _count;

        public AppendResult Result { get; set; }

        public DateTime Time { get; set; }

        public byte[]? Payload { get; } = payload;

        public IEnumerable<StoredHashes> Hashes => _hashes;

        public void Add(StoredHashes part, int limit)
        {
            _hashes.Enqueue(part);
            _count += part.Hashes.Length / UploadHash.Size;
            while (_count > limit && _hashes.Count > 1)
                _count -= _hashes.Dequeue().Hashes.Length / UploadHash.Size;
        }
    }
}
