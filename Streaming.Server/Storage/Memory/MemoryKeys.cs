using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Memory;

/// <summary>The idempotency keys of one topic in memory. Not thread-safe: the topic's lock protects it.</summary>
internal sealed class MemoryKeys
{
    // 800 KB for each upload. A repeated upload is compared from the first message whose hash is stored.
    private const int MaxHashesOfUpload = 100_000;

    private readonly Dictionary<string, Entry> _keys = new(StringComparer.Ordinal);

    /// <summary>The stored data of a key, if it was used at or after <paramref name="since"/>.</summary>
    public StoredKey? Find(IdempotencyKey key, DateTime since) =>
        _keys.TryGetValue(key.Text, out var entry) && entry.Time >= since ? new StoredKey(entry.Result, entry.Payload) : null;

    /// <summary>The stored hashes of an upload.</summary>
    public IEnumerable<StoredHashes> Hashes(IdempotencyKey key) => _keys[key.Text].Hashes;

    /// <summary>Stores the result and the hashes of new messages.</summary>
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

    /// <summary>Deletes keys that were last used before a time.</summary>
    public void Forget(DateTime time)
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

        public void Add(StoredHashes part, int most)
        {
            _hashes.Enqueue(part);
            _count += part.Hashes.Length / UploadHash.Size;
            while (_count > most && _hashes.Count > 1)
                _count -= _hashes.Dequeue().Hashes.Length / UploadHash.Size;
        }
    }
}
