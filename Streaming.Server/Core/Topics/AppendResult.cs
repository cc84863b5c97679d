using Streaming.Server.Core.Idempotency;

namespace Streaming.Server.Core.Topics;

/// <summary>The result of an <see cref="AppendRequest"/>.</summary>
/// <param name="Epoch">The topic's epoch.</param>
/// <param name="First">The offset of the first message of the publish (with a key: the first one that key ever published).</param>
/// <param name="Last">The offset of the last one.</param>
/// <param name="Count">How many messages the publish has (with a key: in all).</param>
/// <param name="Appended">How many of the append's messages are new: the last ones of it, with offsets up to <paramref name="Last"/>.</param>
/// <param name="Subscribers">The readers there were when it was first published.</param>
/// <param name="Conflict">Null, or how the payload differs from the one that the key was used for. Then nothing is appended, and the key stays as it was.</param>
public readonly record struct AppendResult(string Epoch, long First, long Last, long Count, int Appended, int Subscribers, KeyConflict? Conflict = null);
