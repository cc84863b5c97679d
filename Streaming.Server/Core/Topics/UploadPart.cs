namespace Streaming.Server.Core.Topics;

/// <summary>Messages of an upload that is written in several appends under one key.</summary>
/// <param name="Preceding">The number of messages of the upload before this part.</param>
/// <param name="Hashes">Eight bytes for each message: a hash of the message and of all earlier messages of the upload.</param>
internal sealed record UploadPart(long Preceding, byte[] Hashes);
