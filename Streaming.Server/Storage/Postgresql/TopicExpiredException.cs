using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Thrown if a topic of a group commit has expired, so that it must be deleted before the commit.</summary>
internal sealed class TopicExpiredException(TopicName topic, DateTime time) : Exception($"The topic {topic} has expired.")
{
    /// <summary>The topic.</summary>
    public TopicName Topic => topic;

    /// <summary>The time of the request for which the topic does not exist.</summary>
    public DateTime Time => time;
}
