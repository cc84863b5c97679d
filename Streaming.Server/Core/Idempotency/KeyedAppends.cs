using Streaming.Server.Core.Topics;

namespace Streaming.Server.Core.Idempotency;

/// <summary>The rules that all stores apply when messages are appended with an idempotency key.</summary>
internal static class KeyedAppends
{
    /// <summary>Compares a request to append messages with the earlier request that used the same idempotency key.</summary>
    /// <param name="append">The request to append messages.</param>
    /// <param name="before">The stored data of the earlier request with the idempotency key.</param>
    /// <param name="readHashes">A function that reads the stored hashes of messages of the earlier upload. The first argument is the number
    /// of the first message to read, starting at 0. The second argument is the number of the last message to read, plus 1. The result may
    /// also contain hashes of messages before and after this range.</param>
    /// <param name="skip">The number of messages at the start of the request that an earlier request has stored already, and that must not
    /// be appended again.</param>
    /// <returns>The difference between the two requests; null if they are equal.</returns>
    public static IdempotencyConflict? Compare(
        AppendRequest append, in StoredKey before, Func<long, long, IEnumerable<StoredHashes>> readHashes, out int skip)
    {
        skip = 0;
        if (append.Part is not { } part)
        {
            skip = append.Messages.Count;
            return append.Key!.HasPayload(before.Payload) ? null : new IdempotencyConflict();
        }

        if (before.Payload is not null)
            return new IdempotencyConflict();
        skip = (int)Math.Clamp(before.Result.Count - part.Preceding, 0, append.Messages.Count);
        return skip == 0 ? null : Difference(part, skip, readHashes(Math.Max(part.Preceding - 1, 0), part.Preceding + skip));
    }

    /// <summary>
    /// Creates the result of an append. The messages were either written just now, or by an earlier request with the same idempotency key.
    /// </summary>
    /// <param name="append">The request to append messages.</param>
    /// <param name="before">The stored data of the earlier request with the same idempotency key; null if there was none.</param>
    /// <param name="epoch">The epoch of the topic: a text that identifies one lifetime of the topic's log.</param>
    /// <param name="time">The time of the messages that were written just now.</param>
    /// <param name="newest">The offset of the newest message of the topic after the append.</param>
    /// <param name="count">The number of messages that were written just now.</param>
    public static AppendResult Result(AppendRequest append, StoredKey? before, string epoch, DateTime time, long newest, int count) =>
        before is { Result: var published }
            ? published with { Time = time, Last = count == 0 ? published.Last : newest, Count = published.Count + count, Appended = count }
            // An upload may be sent in several requests, and this one may be a later part. Its idempotency key may have expired since the
            // first part. So the messages of the earlier parts are added to the number of messages in the result.
            : new AppendResult(epoch, time, newest - count + 1, newest, (append.Part?.Preceding ?? 0) + count, count, append.Subscribers);

    /// <summary>
    /// Creates the result of an append that was refused because its idempotency key was already used for another payload.
    /// </summary>
    public static AppendResult Refused(string epoch, IdempotencyConflict conflict) => new(epoch, default, 0, 0, 0, 0, 0, conflict);

    private static IdempotencyConflict? Difference(UploadPart part, int count, IEnumerable<StoredHashes> kept)
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
                    return new IdempotencyConflict(number + 1, IsExact: last == number - 1);
            }
        }

        return null;
    }

    private static ReadOnlySpan<byte> HashAt(byte[] hashes, long index) => hashes.AsSpan((int)index * UploadHash.Size, UploadHash.Size);
}
