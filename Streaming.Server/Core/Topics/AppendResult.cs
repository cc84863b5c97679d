using Streaming.Server.Core.Idempotency;

namespace Streaming.Server.Core.Topics;

/// <summary>The result of an <see cref="AppendRequest"/>, which appends messages to a topic.</summary>
/// <param name="Epoch">The epoch, which identifies one lifetime of the topic's log.</param>
/// <param name="First">The offset of the first message. With an idempotency key: the offset of the first message that was ever published
/// under the key.</param>
/// <param name="Last">The offset of the last message.</param>
/// <param name="Count">The number of messages. With an idempotency key: the number of all messages that were published under the
/// key.</param>
/// <param name="Appended">The number of messages that this request added: the last ones of the request, whose offsets end at
/// <paramref name="Last"/>.</param>
/// <param name="Subscribers">The number of subscribers of the topic when the messages were first published.</param>
/// <param name="Conflict">The difference between the request and the first request with the same idempotency key; null if they are equal.
/// After a conflict nothing is appended, and the stored key is unchanged.</param>
internal readonly record struct AppendResult(
    string Epoch, long First, long Last, long Count, int Appended, int Subscribers, KeyConflict? Conflict = null);
