using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Access.Connections;

/// <summary>Describes a topic whose messages a client receives on a connection, for the list of open connections.</summary>
/// <param name="Name">The name of the topic.</param>
/// <param name="Topic">
/// The topic in memory. Null if the client does not receive new messages of the topic, because the connection is a download.
/// </param>
/// <param name="Next">The offset of the next message that the client is to receive.</param>
internal readonly record struct ListedTopic(TopicName Name, Topic? Topic = null, long Next = 0)
{
    /// <summary>The number of the topic's messages that were not sent to the client yet.</summary>
    public long Behind => Topic is null ? 0 : Math.Max(0, Topic.Newest - Next + 1);

    /// <summary>Describes the topic from which a reader reads messages.</summary>
    public static ListedTopic Of(TopicReader reader) => new(reader.Topic.Name, reader.Topic, reader.Next);
}
