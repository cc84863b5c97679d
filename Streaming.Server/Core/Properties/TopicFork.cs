using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Properties;

/// <summary>
/// Describes the source of a fork. A fork is a topic that begins with the messages of another topic (its source) up to an offset. These
/// messages are not copied; they are read from the source.
/// </summary>
/// <param name="Source">The name of the source topic.</param>
/// <param name="SourceEpoch">The epoch of the source topic (the id of one lifetime of its log).</param>
/// <param name="Offset">The offset of the last message that the fork has in common with its source.</param>
/// <param name="SubOffset">The number of a part within a message or a batch that the client has given. It is stored only to compare
/// repeated requests.</param>
internal sealed record TopicFork(TopicName Source, string SourceEpoch, long Offset, long SubOffset);
