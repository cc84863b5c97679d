namespace Streaming.Server.Core.Topics;

/// <summary>A request to append messages, together with the topic in memory that makes these messages visible to subscribers.</summary>
internal readonly record struct TopicAppend(Topic Topic, AppendRequest Append);
