namespace Streaming.Server.Core.Topics;

/// <summary>An append and the loaded topic whose readers see it.</summary>
internal readonly record struct TopicAppend(Topic Topic, AppendRequest Append);
