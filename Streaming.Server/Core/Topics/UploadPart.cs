namespace Streaming.Server.Core.Topics;

/// <summary>
/// Describes a part of an upload. A long upload is appended to its topic in several parts, all with the same idempotency key.
/// </summary>
/// <param name="Preceding">The number of messages of the upload that precede this part.</param>
/// <param name="Hashes">The hashes of the messages of this part, eight bytes for each message. The hash of a message also depends on all
/// earlier messages of the upload.</param>
internal sealed record UploadPart(long Preceding, byte[] Hashes);
