using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Properties;

/// <summary>Describes the source of a fork (the topic with whose messages the fork begins), as the client has requested it.</summary>
/// <param name="Source">The name of the source topic.</param>
/// <param name="SourceEpoch">The epoch of the source topic to which the offset belongs; null for its current epoch.</param>
/// <param name="Offset">The offset of the last message that the fork has in common with its source; null for the newest message of the
/// source.</param>
/// <param name="SubOffset">The number of a part within a message or a batch, if the client has given one; otherwise 0.</param>
internal sealed record ForkRequest(TopicName Source, string? SourceEpoch, long? Offset, long SubOffset);
