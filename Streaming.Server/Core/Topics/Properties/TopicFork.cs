using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics.Properties;

/// <summary>
/// The source of a fork: a topic that begins with the messages of another one up to an offset. They are read from the source.
/// </summary>
/// <param name="Source">The name of the source.</param>
/// <param name="SourceEpoch">The epoch of the source.</param>
/// <param name="Offset">The offset of the last message that the fork has in common with its source.</param>
/// <param name="SubOffset">The number within a message or a batch that the client gave; only for the comparison of repeated
/// requests.</param>
internal sealed record TopicFork(TopicName Source, string SourceEpoch, long Offset, long SubOffset);
