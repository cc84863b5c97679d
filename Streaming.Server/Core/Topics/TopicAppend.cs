namespace Streaming.Server.Core.Topics;

/// <summary>An append request and the loaded topic that shows its messages to subscribers.</summary>
internal readonly record struct TopicAppend(Topic Topic, AppendRequest Append);
