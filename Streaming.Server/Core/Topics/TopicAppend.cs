namespace Streaming.Server.Core.Topics;

/// <summary>A request to append messages, together with the topic in memory that makes these messages visible to subscribers.</summary>
/// <param name="Topic">The topic in memory, which makes the messages visible to its subscribers.</param>
/// <param name="Append">The request with the messages to append.</param>
/// <param name="Queued">The timestamp (<see cref="TimeProvider.GetTimestamp"/>) at which the request began to wait for a
/// transaction.</param>
internal readonly record struct TopicAppend(Topic Topic, AppendRequest Append, long Queued);
