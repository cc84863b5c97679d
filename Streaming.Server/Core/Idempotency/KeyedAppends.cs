using Streaming.Server.Core.Topics;

namespace Streaming.Server.Core.Idempotency;

/// <summary>The rules for appends with an idempotency key, the same for all stores.</summary>
internal static class KeyedAppends
{
    /// <summary>Compares an append with what its key was used for before.</summary>
    /// <param name="append">The append.</param>
    /// <param name="before">What is kept of the key.</param>
    /// <param name="readHashes">Reads the kept hashes of the upload's messages from one number (from 0) up to another, not included. Parts before or after may be among them.</param>
    /// <param name="skip">How many of the append's first messages are there already.</param>
    /// <returns>Null, or how the payload differs.</returns>
    public static KeyConflict? Compare(AppendRequest append, in StoredKey before, Func<long, long, IEnumerable<StoredHashes>> readHashes, out int skip)
    {
        skip = 0;
        if (append.Part is not { } part)
        {
            skip = append.Messages.Count;
            return append.Key!.HasPayload(before.Payload) ? null : new KeyConflict();
        }

        if (before.Payload is not null)
            return new KeyConflict();
        skip = (int)Math.Clamp(before.Result.Count - part.Preceding, 0, append.Messages.Count);
        return skip == 0 ? null : Difference(part, skip, readHashes(Math.Max(part.Preceding - 1, 0), part.Preceding + skip));
    }

    /// <summary>The result of an append that was written, or of one that was there already.</summary>
    /// <param name="append">The append.</param>
    /// <param name="before">What is kept of its key.</param>
    /// <param name="epoch">The topic's epoch.</param>
    /// <param name="newest">The topic's newest offset, afterwards.</param>
    /// <param name="count">How many messages were written.</param>
    public static AppendResult Result(AppendRequest append, StoredKey? before, string epoch, long newest, int count) =>
        before is { Result: var published }
            ? published with { Last = count == 0 ? published.Last : newest, Count = published.Count + count, Appended = count }
            // A key that was forgotten in the middle of an upload still counts the upload's messages from its first one.
            : new AppendResult(epoch, newest - count + 1, newest, (append.Part?.Preceding ?? 0) + count, count, append.Subscribers);

    /// <summary>The result of an append that is refused.</summary>
    public static AppendResult Refused(string epoch, KeyConflict conflict) => new(epoch, 0, 0, 0, 0, 0, conflict);

    private static KeyConflict? Difference(UploadPart part, int count, IEnumerable<StoredHashes> kept)
    {
        long last = -1;
        foreach (var (start, hashes) in kept)
        {
            var end = Math.Min(start + (hashes.Length / UploadHash.Size), part.Preceding + count);
            if (start < part.Preceding)
                last = Math.Min(end, part.Preceding) - 1;
            for (var number = Math.Max(start, part.Preceding); number < end; last = number++)
            {
                if (!HashAt(hashes, number - start).SequenceEqual(HashAt(part.Hashes, number - part.Preceding)))
                    return new KeyConflict(number + 1, IsExact: last == number - 1);
            }
        }

        return null;
    }

    private static ReadOnlySpan<byte> HashAt(byte[] hashes, long index) => hashes.AsSpan((int)index * UploadHash.Size, UploadHash.Size);
}
