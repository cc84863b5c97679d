using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics.Properties;

/// <summary>The source of a fork, as the client gives it.</summary>
/// <param name="Source">The name of the source.</param>
/// <param name="SourceEpoch">The epoch of the source for which the offset was given; null for its current epoch.</param>
/// <param name="Offset">The offset of the last message that the fork has in common with its source; null for the newest one.</param>
/// <param name="SubOffset">The number within a message or a batch that the client gave, otherwise 0.</param>
internal sealed record ForkRequest(TopicName Source, string? SourceEpoch, long? Offset, long SubOffset);
