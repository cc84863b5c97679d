namespace Streaming.Server.Core.Topics;

/// <summary>Describes a part of an upload. A long upload is appended in several parts, all with the same idempotency key.</summary>
/// <param name="Preceding">The number of messages of the upload that precede this part.</param>
/// <param name="Hashes">Eight bytes for each message of this part: a hash of the message and of all earlier messages of the upload.</param>
internal sealed record UploadPart(long Preceding, byte[] Hashes);
