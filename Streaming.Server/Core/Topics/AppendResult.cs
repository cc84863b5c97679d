using Streaming.Server.Core.Idempotency;

namespace Streaming.Server.Core.Topics;

/// <summary>The result of an <see cref="AppendRequest"/>.</summary>
/// <param name="Epoch">The topic's epoch.</param>
/// <param name="Time">The time of the messages that this append added: the requested time or that of the store's clock, but not earlier
/// than the topic's newest message. Without such messages it has no meaning.</param>
/// <param name="First">The offset of the first message. With a key: of the first message ever published under the key.</param>
/// <param name="Last">The offset of the last message.</param>
/// <param name="Count">The number of messages. With an idempotency key: the number of all messages that were published under the
/// key.</param>
/// <param name="Appended">The number of messages that this request added: the last ones of the request, whose offsets end at
/// <paramref name="Last"/>.</param>
/// <param name="Subscribers">The number of subscribers of the topic when the messages were first published.</param>
/// <param name="Conflict">The difference between the request and the first request with the same idempotency key; null if they are equal.
/// After a conflict nothing is appended, and the stored key is unchanged.</param>
internal readonly record struct AppendResult(
    string Epoch, DateTime Time, long First, long Last, long Count, int Appended, int Subscribers, KeyConflict? Conflict = null);
