using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Thrown when a group commit (one transaction for all appends that wait) finds that a topic has expired and must be deleted first.
/// </summary>
internal sealed class TopicExpiredException(TopicName topic, DateTime time) : Exception($"The topic {topic} has expired.")
{
    /// <summary>The topic that has expired.</summary>
    public TopicName Topic => topic;

    /// <summary>The time at which the topic had already expired.</summary>
    public DateTime Time => time;
}
