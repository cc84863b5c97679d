using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Properties;

/// <summary>
/// Describes the beginning of a fork: a topic that begins with the messages of another topic, its source, up to an offset. These messages
/// are not copied, but are read from the source.
/// </summary>
/// <param name="Source">The name of the source: the topic with whose messages the fork (the new topic) begins.</param>
/// <param name="SourceEpoch">
/// The epoch (id of one lifetime) of the source (the topic with whose messages the fork begins) when the fork was created.
/// </param>
/// <param name="Offset">The offset of the last message that the fork has in common with its source, the topic with whose messages it
/// begins.</param>
/// <param name="SubOffset">
/// The number of messages or bytes of the source that the fork includes after the position that the client requested; 0 if it includes
/// none. Stored only for the comparison with a repeated request.
/// </param>
internal sealed record TopicFork(TopicName Source, string SourceEpoch, long Offset, long SubOffset);
