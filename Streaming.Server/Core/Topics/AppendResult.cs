using Streaming.Server.Core.Idempotency;

namespace Streaming.Server.Core.Topics;

/// <summary>The result of an <see cref="AppendRequest"/>.</summary>
/// <param name="Epoch">The topic's epoch.</param>
/// <param name="First">The offset of the first message. With a key: of the first message ever published under the key.</param>
/// <param name="Last">The offset of the last message.</param>
/// <param name="Count">The number of messages. With a key: of all messages published under the key.</param>
/// <param name="Appended">The number of messages that this append added: the last ones of the request, with offsets up to
/// <paramref name="Last"/>.</param>
/// <param name="Subscribers">The number of subscribers when the messages were first published.</param>
/// <param name="Conflict">How the payload differs from the payload that the key was first used for; otherwise null. After a conflict
/// nothing is appended, and the key is unchanged.</param>
internal readonly record struct AppendResult(
    string Epoch, long First, long Last, long Count, int Appended, int Subscribers, KeyConflict? Conflict = null);
