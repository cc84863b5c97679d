using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Properties;

/// <summary>
/// Selects the source of a new fork, as part of the request to create the fork. (A fork is a topic that begins with the messages of another
/// topic, its source.)
/// </summary>
/// <param name="Source">The name of the source: the topic with whose messages the fork (the new topic) begins.</param>
/// <param name="SourceEpoch">The epoch (id of one lifetime) of the source in which the offset is counted; null for the current epoch of the
/// source.</param>
/// <param name="Offset">The offset of the last message that the fork (the new topic) has in common with its source; null for the newest
/// message of the source.</param>
/// <param name="SubOffset">
/// The number of messages or bytes of the source that the fork includes after the position that the client requested; 0 if it includes
/// none.
/// </param>
internal sealed record ForkRequest(TopicName Source, string? SourceEpoch, long? Offset, long SubOffset);
