namespace Streaming.Server.Core.Topics;

/// <summary>Messages of an upload that is written in several appends under one key.</summary>
/// <param name="Preceding">How many messages the upload has before these.</param>
/// <param name="Hashes">Eight bytes for each message, which depend on it and on all messages of the upload before it.</param>
public sealed record UploadPart(long Preceding, byte[] Hashes);
